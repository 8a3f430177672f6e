// Small files of every kind that is taken, and of kinds that are not, byte by byte.

const hex = (text: string) => Buffer.from(text.replace(/\s/g, ''), 'hex');
const box = (type: string, content: Buffer) => {
  const size = Buffer.alloc(4);
  size.writeUInt32BE(content.length + 8);
  return Buffer.concat([size, Buffer.from(type, 'latin1'), content]);
};
const heif = (brand: string) =>
  Buffer.concat([box('ftyp', Buffer.from(`${brand}\0\0\0\0mif1heic`, 'latin1')), box('meta', Buffer.alloc(64))]);
const png = (first: string) =>
  Buffer.concat([
    hex('89504e470d0a1a0a'),
    hex('0000000d 49484452 00000001 00000001 08 06 000000 1f15c489'),
    first === 'IDAT' ? hex('0000000a 49444154 789c6300010000050001 0d0a2db4') : Buffer.alloc(0),
    hex('00000000 49454e44 ae426082'),
  ]);
const webp = Buffer.concat([
  Buffer.from('RIFF'),
  hex('24000000'),
  Buffer.from('WEBPVP8 '),
  hex('18000000 30010000 9d012a 0100 0100 0200 3425a400 03700 0fefb 9400'.replace(/\s/g, '').padEnd(60, '0')),
]);

/** Files that are taken, with the type that each is. */
export const TAKEN: Record<string, { type: string; bytes: Buffer }> = {
  jpeg: { type: 'image/jpeg', bytes: hex('ffd8ffe0 0010 4a46494600 0101 00 0048 0048 0000 ffd9') },
  'jpeg with EXIF': { type: 'image/jpeg', bytes: hex('ffd8ffe1 0016 457869660000 49492a00 08000000 0000 ffd9') },
  png: { type: 'image/png', bytes: png('IDAT') },
  heic: { type: 'image/heic', bytes: heif('heic') },
  heix: { type: 'image/heic', bytes: heif('heix') },
  mif1: { type: 'image/heif', bytes: heif('mif1') },
  webp: { type: 'image/webp', bytes: webp },
  'tiff, little endian': { type: 'image/tiff', bytes: hex('49492a00 08000000 0000 00000000').subarray(0, 14) },
  'tiff, big endian': { type: 'image/tiff', bytes: hex('4d4d002a 00000008 0000 00000000') },
  pdf: { type: 'application/pdf', bytes: Buffer.from('%PDF-1.7\n%âãÏÓ\n1 0 obj\n<< >>\nendobj\n%%EOF\n', 'latin1') },
};

/** Files that are not taken, whatever they are declared to be. */
export const REFUSED: Record<string, Buffer> = {
  'a page': Buffer.from('<!DOCTYPE html><html><body>x</body></html>'),
  'a page after blanks': Buffer.from('\ufeff \n\t<html><script>alert(1)</script></html>'),
  'a piece of a page': Buffer.from('name,value\n<script>alert(1)</script>\n'),
  svg: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
  'xml with svg': Buffer.from('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'),
  'a shell script': Buffer.from('#!/bin/sh\nrm -rf /\n'),
  'a Windows program': hex('4d5a9000 03000000 04000000 ffff0000 b8000000'),
  'an ELF program': hex('7f454c46 02010100 00000000 00000000 02003e00'),
  zip: hex('504b0304 14000000 0800 0000 0000 0000 0000 0000 0000 0000 0000'),
  gzip: hex('1f8b0800 00000000 0003 0300 00000000 00000000'),
  '7z': hex('377abcaf271c 0004 0000 0000 0000'),
  gif: Buffer.from('GIF89a\x01\x00\x01\x00\x00\x00\x00;', 'latin1'),
  bmp: hex('424d 46000000 0000 0000 36000000 28000000'),
  'an mp4': box('ftyp', Buffer.from('isom\0\0\x02\0isomiso2', 'latin1')),
  'an avif': box('ftyp', Buffer.from('avif\0\0\0\0avifmif1', 'latin1')),
  'a wave': Buffer.from('RIFF\x24\x00\x00\x00WAVEfmt ', 'latin1'),
  'text in Shift_JIS': hex('90ae94f52c0a'),
  'text in UTF-16': Buffer.from('\ufeff整備', 'utf16le'),
  'text with NUL': Buffer.from('a\u0000b'),
  'text with an escape': Buffer.from('a\u001b[2Jb'),
  'a PDF after something else': Buffer.from('<html>%PDF-1.7'),
};
