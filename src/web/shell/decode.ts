// Reading a code in a picture, where the browser itself cannot: ZXing as WebAssembly, from our own service, loaded when the camera is first used.
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import address from 'zxing-wasm/reader/zxing_reader.wasm?url';

prepareZXingModule({ overrides: { locateFile: (path: string) => (path.endsWith('.wasm') ? address : path) } });

/** What the first code in a picture says; null: there is none. */
export async function decode(picture: ImageData): Promise<string | null> {
  const found = await readBarcodes(picture, {
    formats: ['QRCode', 'DataMatrix', 'Code128', 'Code39'],
    maxNumberOfSymbols: 1,
  });
  return found.find(({ isValid }) => isValid)?.text ?? null;
}
