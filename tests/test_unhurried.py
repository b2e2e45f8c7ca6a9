from dataclasses import replace

from models.mt.front import FrontOptions
from pipeline.config import PATIENCE_S, Config, laid_out, unhurried


def test_nobody_waits_for_a_recording_so_an_engine_gets_minutes():
    assert Config().mt.front.timeout < 60
    assert unhurried(Config()).mt.front.timeout == PATIENCE_S >= 300
    mt = replace(Config().mt, front=FrontOptions(timeout=2 * PATIENCE_S, batch=3))
    assert unhurried(Config(mt=mt)).mt.front == mt.front


def test_a_preset_of_the_command_line_goes_before_the_file():
    assert laid_out(Config(), "").layout == Config().layout
    chosen = laid_out(Config(), "bbc", shots=True).layout
    assert (chosen.preset, chosen.shots) == ("bbc", True)
    assert laid_out(laid_out(Config(), "bbc", shots=True), "").layout == chosen


def test_recordings_are_heard_with_the_beam_of_whole_windows() -> None:
    assert unhurried(Config()).asr.beam == Config().whole.beam != Config().asr.beam
