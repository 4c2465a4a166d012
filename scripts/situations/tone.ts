/** A quiet, steady tone for pages that must be heard. */

const rate = 8000;
const hertz = 440;

/** WAV, 16 bits, mono; `loudness` is the amplitude, of 32,767. */
export function makeTone(seconds: number, loudness: number): Buffer {
  const samples = rate * seconds;
  const wav = Buffer.alloc(44 + samples * 2);
  wav.write('RIFF', 0);
  wav.writeUInt32LE(36 + samples * 2, 4);
  wav.write('WAVEfmt ', 8);
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20);
  wav.writeUInt16LE(1, 22);
  wav.writeUInt32LE(rate, 24);
  wav.writeUInt32LE(rate * 2, 28);
  wav.writeUInt16LE(2, 32);
  wav.writeUInt16LE(16, 34);
  wav.write('data', 36);
  wav.writeUInt32LE(samples * 2, 40);
  for (let at = 0; at < samples; at += 1) {
    wav.writeInt16LE(Math.round(loudness * Math.sin((2 * Math.PI * hertz * at) / rate)), 44 + at * 2);
  }
  return wav;
}
