// Scanning by camera, on any page: what it sees is looked at a few times a second, and what a code names is opened.
import { useEffect, useRef, useState } from 'preact/hooks';
import { useWords } from '../language/language.ts';
import { Dialog } from '../parts/dialog.tsx';
import { openCode, overlay } from './keys.ts';
import { shellWords } from './words.ts';

// Chromium on Android and macOS has one; Windows, iOS and Firefox do not.
interface Detector {
  detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]>;
}
declare const BarcodeDetector: {
  new (options: { formats: string[] }): Detector;
  getSupportedFormats(): Promise<string[]>;
};

const LOOK_MILLISECONDS = 200;
// Wide enough for a code of a printed card, small enough to be read in a moment.
const WIDTH = 960;

type Reader = (video: HTMLVideoElement) => Promise<string | null>;

async function openReader(): Promise<Reader> {
  if ('BarcodeDetector' in globalThis && (await BarcodeDetector.getSupportedFormats()).includes('qr_code')) {
    const detector = new BarcodeDetector({ formats: ['qr_code', 'data_matrix', 'code_128', 'code_39'] });
    return async (video) => (await detector.detect(video))[0]?.rawValue ?? null;
  }
  const { decode } = await import('./decode.ts');
  const canvas = document.createElement('canvas');
  const pen = canvas.getContext('2d', { willReadFrequently: true });
  return async (video) => {
    if (!pen || video.videoWidth === 0) return null;
    canvas.width = Math.min(WIDTH, video.videoWidth);
    canvas.height = Math.round((canvas.width * video.videoHeight) / video.videoWidth);
    pen.drawImage(video, 0, 0, canvas.width, canvas.height);
    return await decode(pen.getImageData(0, 0, canvas.width, canvas.height));
  };
}

export function Scan() {
  const words = useWords(shellWords);
  const video = useRef<HTMLVideoElement>(null);
  const [trouble, setTrouble] = useState<'camera' | 'reader' | null>(null);
  const [typed, setTyped] = useState('');
  useEffect(() => {
    let isOver = false;
    let stream: MediaStream | null = null;
    const watch = async () => {
      try {
        stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' }, audio: false });
      } catch {
        // Refused, or there is none: typing is left, and a scanner that types.
        if (!isOver) setTrouble('camera');
        return;
      }
      const element = video.current;
      if (isOver || !element) return;
      element.srcObject = stream;
      await element.play();
      const read = await openReader();
      while (!isOver) {
        const code = await read(element);
        if (code !== null && !isOver) {
          openCode(code);
          return;
        }
        await new Promise((resolve) => setTimeout(resolve, LOOK_MILLISECONDS));
      }
    };
    watch().catch(() => !isOver && setTrouble('reader'));
    return () => {
      isOver = true;
      for (const track of stream?.getTracks() ?? []) track.stop();
    };
  }, []);
  return (
    <Dialog title={words.scan} onClose={() => overlay.set(null)}>
      {trouble ? (
        <p class="note" data-tone="warn" role="alert">
          {trouble === 'camera' ? words.noCamera : words.noReader}
        </p>
      ) : (
        <>
          <video ref={video} class="scan-view" muted playsInline aria-label={words.scanView} />
          <p class="soft small">{words.scanHint}</p>
        </>
      )}
      <form
        class="row"
        onSubmit={(event) => {
          event.preventDefault();
          if (typed.trim() !== '') openCode(typed);
        }}
      >
        <label class="filter scan-typed">
          <span>{words.scanTyped}</span>
          <input value={typed} autocomplete="off" onInput={(event) => setTyped(event.currentTarget.value)} />
        </label>
        <button type="submit">{words.scanOpen}</button>
      </form>
    </Dialog>
  );
}
