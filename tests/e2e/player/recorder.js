// Evaluated in a page that plays: writes down, for every frame that is shown, its black and white blocks (one bit each)
// and the cues on it.
(place) => {
  const video = document.querySelector('video');
  const canvas = Object.assign(document.createElement('canvas'), { width: place.blocks, height: 1 });
  const strip = canvas.getContext('2d', { willReadFrequently: true });
  const frames = [];
  const look = (now, { mediaTime }) => {
    const inner = place.height / 2;
    strip.drawImage(video, place.x, place.y + inner / 2, place.width, inner, 0, 0, place.blocks, 1);
    const pixels = strip.getImageData(0, 0, place.blocks, 1).data;
    let bits = 0;
    for (let block = 0; block < place.blocks; block++) bits = 2 * bits + (pixels[4 * block] > 128);
    const cues = [...video.textTracks]
      .filter((track) => track.mode === 'showing')
      .flatMap((track) => [...(track.activeCues ?? [])].map((cue) => cue.text));
    frames.push([bits, now, mediaTime, cues]);
    video.requestVideoFrameCallback(look);
  };
  video.requestVideoFrameCallback(look);
  window.recorded = frames;
};
