// What browsers leave out of an offer, and servers of the field read.

/**
 * `sdp` with the limits that the app has set, in kbit/s (b=AS, RFC 8866 section 5.8), and the
 * picture's size where it has asked for that.
 */
export function withFieldLines(
  sdp: string,
  { bandwidth, offerSDPResolution }: Readonly<Record<string, unknown>>,
  stream: MediaStream | undefined,
): string {
  const { width, height } = stream?.getVideoTracks()[0]?.getSettings() ?? {}
  const size = offerSDPResolution && width ? `a=framesize:${width}-${height}\r\n` : ''
  return sdp.replace(/^m=(audio|video) .*\r\n(?:[ic]=.*\r\n)*/gm, (head, kind: string) => {
    const kbps: unknown = Object(bandwidth)[kind]
    const limit = typeof kbps === 'number' && kbps > 0 ? `b=AS:${Math.ceil(kbps)}\r\n` : ''
    return head + limit + (kind === 'video' ? size : '')
  })
}
