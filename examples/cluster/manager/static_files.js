// @ts-check
import { readFile, realpath, stat } from 'node:fs/promises'
import path from 'node:path'
import { Problem } from '../shared/http.js'

/** @typedef {import('../shared/http.js').Answer} Answer */
/** @typedef {import('../shared/http.js').Request} Request */

/** @type {Record<string, string>} */
const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.md': 'text/markdown; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
}

// connect-src is wide because the pages let people type the address of any WHIP or WHEP server.
const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' data:",
  "media-src 'self' blob:",
  "connect-src 'self' http: https: ws: wss:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/**
 * The example pages and the built package, straight from the working tree; and the site, where it has
 * been built.
 *
 * @param {string} root the repository
 * @returns {(request: Request) => Promise<Answer>}
 */
export function staticFiles(root) {
  return async ({ method, url, headers }) => {
    if (method !== 'GET' && method !== 'HEAD')
      throw new Problem(405, `${method} is not supported here.`, { Allow: 'GET, HEAD' })
    if (url.pathname === '/') return { status: 302, headers: { Location: '/examples/' } }
    // Browsers ask by themselves; a 404 would look like an error of the page in its console.
    if (url.pathname === '/favicon.ico') return { status: 204 }

    const file = await findFile(root, url.pathname)
    if (file === 'folder')
      return { status: 301, headers: { Location: `${url.pathname}/${url.search}` } }
    if (!file) throw new Problem(404, 'There is no such file.')

    const type = TYPES[path.extname(file.path).toLowerCase()] ?? 'application/octet-stream'
    /** @type {Record<string, string>} */
    const common = {
      'Content-Type': type,
      // Always asked again, so that an edit shows on reload; the tag makes the asking cheap.
      'Cache-Control': 'no-cache',
      ETag: `W/"${file.size}-${file.mtimeMs}"`,
      'X-Content-Type-Options': 'nosniff',
      // By this the pages know that a cluster is behind them.
      'Sluice-Cluster': 'yes',
      'Referrer-Policy': 'no-referrer',
      ...(type.startsWith('text/html') && { 'Content-Security-Policy': PAGE_POLICY }),
    }
    if (headers['if-none-match'] === common.ETag) return { status: 304, headers: common }
    return { status: 200, headers: common, body: await readFile(file.path) }
  }
}

/**
 * @param {string} root
 * @param {string} encodedPath
 * @returns {Promise<{path: string, size: number, mtimeMs: number} | 'folder' | null>}
 */
async function findFile(root, encodedPath) {
  const parts = safeParts(encodedPath)
  if (!parts) return null
  const top = path.join(root, parts[0])
  const wanted = path.join(root, ...parts)
  try {
    const real = await realpath(wanted)
    // A symbolic link must not lead out of the served folder.
    if (real !== wanted && !isInside(await realpath(top), real)) return null
    const found = await stat(real)
    if (found.isFile() && !encodedPath.endsWith('/'))
      return { path: real, size: found.size, mtimeMs: found.mtimeMs }
    if (!found.isDirectory()) return null
    if (!encodedPath.endsWith('/')) return 'folder'
    return findFile(root, `${encodedPath}index.html`)
  } catch (error) {
    const code = /** @type {NodeJS.ErrnoException} */ (error).code ?? ''
    if (['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ELOOP', 'EACCES'].includes(code)) return null
    throw error
  }
}

/**
 * @param {string} encodedPath
 * @returns {string[] | null} null: not a path that is ever served
 */
function safeParts(encodedPath) {
  /** @type {string[]} */
  let parts
  try {
    parts = encodedPath
      .split('/')
      .filter((part) => part !== '')
      .map(decodeURIComponent)
  } catch {
    return null
  }
  const [top, second] = parts
  if (!['examples', 'dist', 'site'].includes(top)) return null
  // The cluster's own code is not an example page.
  if (top === 'examples' && second?.toLowerCase() === 'cluster') return null
  // A leading dot covers "..", and dot files with it.
  const bad = (/** @type {string} */ part) =>
    part.startsWith('.') || /[/\\\0:]/.test(part) || part.toLowerCase() === 'node_modules'
  return parts.some(bad) ? null : parts
}

/**
 * @param {string} folder
 * @param {string} file
 */
function isInside(folder, file) {
  return file.startsWith(folder + path.sep)
}
