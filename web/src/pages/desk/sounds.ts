// The desk's three sounds, apart in pitch and rhythm, each under 300 ms; red also shakes the device. A switch, kept.
import { ref } from 'vue';
import { keep, kept } from './kept';
import type { Tone } from './words';

interface Note { hz: number; from_ms: number; for_ms: number }

export const scores: Record<Tone, readonly Note[]> = {
  ok: [{ hz: 1318.5, from_ms: 0, for_ms: 130 }],
  warn: [{ hz: 659.3, from_ms: 0, for_ms: 95 }, { hz: 659.3, from_ms: 165, for_ms: 95 }],
  bad: [{ hz: 174.6, from_ms: 0, for_ms: 290 }],
};

const key = 'jiangtang.desk.sound';
export const sound_on = ref(kept(key) !== 'off');

export function switch_sound(on: boolean): void {
  sound_on.value = on;
  keep(key, on ? 'on' : 'off');
  if (on) play('ok');
}

let context: AudioContext | undefined;

/** Plays the sound of a result. A browser that allows none before the first touch stays silent. */
export function play(tone: Tone): void {
  if (tone === 'bad') navigator.vibrate?.(260);
  if (!sound_on.value || typeof AudioContext === 'undefined') return;
  context ??= new AudioContext();
  void context.resume();
  for (const note of scores[tone]) ring(context, note);
}

function ring(audio: AudioContext, note: Note): void {
  const start = audio.currentTime + note.from_ms / 1000;
  const end = start + note.for_ms / 1000;
  const tone = audio.createOscillator();
  const loudness = audio.createGain();
  tone.type = 'triangle';
  tone.frequency.value = note.hz;
  loudness.gain.setValueAtTime(0, start);
  loudness.gain.linearRampToValueAtTime(0.35, start + 0.008); // without the ramps it clicks
  loudness.gain.setValueAtTime(0.35, end - 0.03);
  loudness.gain.linearRampToValueAtTime(0, end);
  tone.connect(loudness).connect(audio.destination);
  tone.start(start);
  tone.stop(end);
}
