// Reads QR codes: the browser's own detector where there is one, else zxing as wasm from this server. Loaded only when
// a camera or a photo is used.
import { BarcodeDetector as Fallback, prepareZXingModule } from 'barcode-detector/ponyfill';
import wasm_address from 'zxing-wasm/reader/zxing_reader.wasm?url';

export interface Detector {
  /** The text of the first QR code in the picture. Undefined when there is none, or the picture is not ready. */
  read(picture: HTMLVideoElement | ImageBitmap): Promise<string | undefined>;
}

type Made = { detect(picture: ImageBitmapSource): Promise<{ rawValue: string }[]> };
type Maker = { new (options: { formats: string[] }): Made; getSupportedFormats(): Promise<string[]> };

async function make(): Promise<Made> {
  const own = (globalThis as { BarcodeDetector?: Maker }).BarcodeDetector;
  const formats = await own?.getSupportedFormats().catch((): string[] => []);
  if (own && formats?.includes('qr_code')) return new own({ formats: ['qr_code'] });
  prepareZXingModule({
    overrides: { locateFile: (path: string, prefix: string) => (path.endsWith('.wasm') ? wasm_address : prefix + path) },
  });
  return new Fallback({ formats: ['qr_code'] });
}

export async function load_detector(): Promise<Detector> {
  const made = await make();
  return {
    async read(picture) {
      if (picture instanceof HTMLVideoElement && picture.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return undefined;
      const found = await made.detect(picture);
      return found[0]?.rawValue;
    },
  };
}
