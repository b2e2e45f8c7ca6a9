// The plainest use of hls.js, with its own defaults: what any site does.
import Hls from './hls.js';

const video = document.querySelector('video');
const player = new Hls();
const errors = [];
player.on(Hls.Events.ERROR, (event, data) => errors.push(`${data.fatal ? 'fatal' : 'passing'} ${data.details}`));
player.loadSource(new URLSearchParams(location.search).get('src'));
player.attachMedia(video);
player.on(Hls.Events.MANIFEST_PARSED, () => video.play());
Object.assign(window, { player, errors });
