/** How long a server may take to say what it is. */
const ANSWER_MS = 5000

/**
 * What is to be played at this address, by a HEAD request (WHEP section 4.2; for HLS the type of a
 * playlist, RFC 8216 section 4); undefined where the server does not say, or not in time.
 */
export async function discover(address: string): Promise<'whep' | 'hls' | undefined> {
  try {
    const { ok, headers } = await fetch(address, {
      method: 'HEAD',
      cache: 'no-store',
      referrerPolicy: 'no-referrer',
      signal: AbortSignal.timeout(ANSWER_MS),
    })
    const type = ok ? (headers.get('content-type') ?? '') : ''
    if (/^application\/sdp\b/i.test(type)) return 'whep'
    return /^(application|audio)\/(vnd\.apple\.|x-)?mpegurl\b/i.test(type) ? 'hls' : undefined
  } catch {
    return undefined
  }
}
