import { inflateRawSync } from 'node:zlib';

/** The files in a zip archive, by their paths. Reads the central directory, as the format asks for (APPNOTE.TXT 4.3.12). */
export function filesIn(zip: Buffer): ReadonlyMap<string, Buffer> {
  const end = zip.lastIndexOf('PK\x05\x06', undefined, 'latin1');
  const files = new Map<string, Buffer>();
  let entry = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    const nameLength = zip.readUInt16LE(entry + 28);
    const name = zip.toString('utf8', entry + 46, entry + 46 + nameLength);
    files.set(name, contentAt(zip, zip.readUInt32LE(entry + 42), zip.readUInt32LE(entry + 20)));
    entry += 46 + nameLength + zip.readUInt16LE(entry + 30) + zip.readUInt16LE(entry + 32);
  }
  return files;
}

function contentAt(zip: Buffer, header: number, compressedBytes: number): Buffer {
  const start = header + 30 + zip.readUInt16LE(header + 26) + zip.readUInt16LE(header + 28);
  const content = zip.subarray(start, start + compressedBytes);
  return zip.readUInt16LE(header + 8) === 0 ? content : inflateRawSync(content);
}
