// @ts-check
import { readFile } from 'node:fs/promises'
import { Problem } from '../shared/http.js'
import { decodePath, streamIn } from '../shared/scope.js'
import { VERSIONS } from './lookup_api.js'

/** @typedef {import('../shared/http.js').Answer} Answer */
/** @typedef {import('../shared/http.js').Request} Request */
/** @typedef {import('./fleet.js').Fleet} Fleet */

/** @typedef {{scope: string, name: string} | {segment: number}} HlsRoute encoded as in the path */

const PLAYLIST_PATH = /^\/(.+)\/([^/]+)\.m3u8$/
const FILE_PATH = /^\/streammanager\/api\/([^/]+)\/file\/(.+)\/([^/]+)\.m3u8$/
const SEGMENT_PATH = /^\/hls\/(\d)\.ts$/

// The clip in ../clip: three segments of two seconds, one after the other without a gap.
const SEGMENTS = 3
const SEGMENT_S = 2
const LISTED = 3

/**
 * `/<scope>/<stream>.m3u8`, `/streammanager/api/<2.0|3.1|4.0>/file/<scope>/<stream>.m3u8`, and the
 * segments that these name.
 *
 * @param {string} path
 * @returns {HlsRoute | null}
 */
export function parseHlsPath(path) {
  const [, segment] = SEGMENT_PATH.exec(path) ?? []
  if (segment !== undefined) return { segment: Number(segment) }
  const [, version, fileScope, fileName] = FILE_PATH.exec(path) ?? []
  if (VERSIONS.includes(version)) return { scope: fileScope, name: fileName }
  const [, scope, name] = PLAYLIST_PATH.exec(path) ?? []
  return name === undefined ? null : { scope, name }
}

/**
 * HLS (RFC 8216) of what is being published, in form only: whatever the stream, its playlist is a
 * live one of the clip, which begins anew every six seconds. Packing real media would take an
 * encoder, and a player's code cannot tell the difference.
 *
 * @param {Fleet} fleet
 * @param {Request} request
 * @param {HlsRoute} route
 * @returns {Promise<Answer>}
 */
export async function answerHls(fleet, { method }, route) {
  if (method === 'OPTIONS') return { status: 204 }
  if (method !== 'GET' && method !== 'HEAD')
    throw new Problem(405, 'HLS is read by GET.', { Allow: 'GET, HEAD' })
  if ('segment' in route) return segment(route.segment)
  const scope = route.scope.split('/').map(decodePath).join('/')
  if (!(await fleet.originOf(streamIn(scope, decodePath(route.name)))))
    throw new Problem(404, 'The stream is not being published.')
  return {
    status: 200,
    headers: { 'Content-Type': 'application/vnd.apple.mpegurl', 'Cache-Control': 'no-store' },
    body: playlist(performance.now()),
  }
}

/** @param {number} number @returns {Promise<Answer>} */
async function segment(number) {
  if (number >= SEGMENTS) throw new Problem(404, 'The clip has no such segment.')
  return {
    status: 200,
    headers: { 'Content-Type': 'video/mp2t', 'Cache-Control': 'max-age=3600' },
    body: await readFile(new URL(`../clip/${number}.mpegts`, import.meta.url)),
  }
}

/**
 * The first segments, and one more for each two seconds since. Not counted from 1970 on: hls.js
 * walks through all discontinuities that there have ever been.
 *
 * @param {number} runningMs how long the cluster has been running
 */
export function playlist(runningMs) {
  const first = Math.floor(runningMs / (SEGMENT_S * 1000))
  const lines = [
    '#EXTM3U',
    '#EXT-X-VERSION:3',
    `#EXT-X-TARGETDURATION:${SEGMENT_S}`,
    `#EXT-X-MEDIA-SEQUENCE:${first}`,
    // How often the clip had begun before the first segment of the list.
    `#EXT-X-DISCONTINUITY-SEQUENCE:${Math.ceil(first / SEGMENTS)}`,
  ]
  for (let number = first; number < first + LISTED; number++) {
    if (number % SEGMENTS === 0) lines.push('#EXT-X-DISCONTINUITY')
    lines.push(`#EXTINF:${SEGMENT_S}.0,`, `/hls/${number % SEGMENTS}.ts`)
  }
  return `${lines.join('\n')}\n`
}
