import { readFile } from 'node:fs/promises'

import type { Loop } from './Runs'

/** The media in the folder `media`: a clock that runs from 0 to 30 s over a test pattern. */
export const mediaLoop: Loop = { segments: 15, segmentMs: 2_000 }

/** What the master playlist says of the media. */
export const mediaTraits = {
  bandwidth: 128_000,
  averageBandwidth: 90_000,
  resolution: '320x180',
  frameRate: '25.000',
  codecs: 'avc1.42c01e,mp4a.40.2',
}

// Beside this module in the sources; beside or behind the bundle in the package.
const places = ['./media/', '../src/emulator/media/', '../../src/emulator/media/']

/** Where a segment is served, by its place in the loop: `00.ts`, `01.ts` and so on. */
export function segmentName(file: number): string {
  return `${String(file).padStart(2, '0')}.ts`
}

/**
 * Gives a reader of the media, which keeps what it has read (335 kB in all).
 *
 * The media are our own, made by
 *
 * ```sh
 * ffmpeg -f lavfi -i "smptehdbars=size=320x180:rate=25" \
 *   -f lavfi -i "sine=frequency=440:sample_rate=44100" -t 30 \
 *   -vf "drawbox=x=54:y=60:w=212:h=56:color=black:t=fill,drawtext=font='DejaVu Sans Mono':text='%{pts\:hms}':fontsize=26:fontcolor=white:x=43:y=78" \
 *   -af volume=0.05 -c:v libx264 -profile:v baseline -level 3.0 -preset veryslow -pix_fmt yuv420p \
 *   -crf 26 -g 50 -keyint_min 50 -sc_threshold 0 -c:a aac -b:a 32k -ac 1 \
 *   -f hls -hls_time 2 -hls_playlist_type vod -hls_segment_filename '%02d.ts' index.m3u8
 * ```
 *
 * and renamed to `.mpegts`, because compilers take `.ts` for TypeScript.
 */
export function createMediaReader(): (file: number) => Promise<Uint8Array<ArrayBuffer>> {
  const kept = new Map<number, Promise<Uint8Array<ArrayBuffer>>>()
  return (file) => {
    const media = kept.get(file) ?? readMedia(`${String(file).padStart(2, '0')}.mpegts`)
    kept.set(file, media)
    return media
  }
}

async function readMedia(name: string): Promise<Uint8Array<ArrayBuffer>> {
  const tried: string[] = []
  for (const place of places) {
    const url = new URL(`${place}${name}`, import.meta.url)
    tried.push(url.href)
    try {
      return new Uint8Array(await readFile(url))
    } catch {
      // The next place may have it.
    }
  }
  throw new Error(
    `[mux-viewers] The emulator's media file ${name} is missing, so it cannot play a stream: looked at ${tried.join(', ')}. Keep mux-viewers outside of your bundle (in Next.js: serverExternalPackages), so that it finds the files of its package.`,
  )
}
