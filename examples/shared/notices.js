// What the reader should know before pressing Start, because the browser would only fail later.

import { serverAddress } from './settings.js'

const loopback = /^(localhost|127(\.\d+){3}|\[::1\]|.+\.localhost)$/i

/**
 * @param {'publisher' | 'subscriber'} side
 * @param {object} settings from settings.js
 * @param {{ token?: string, streamFromLink?: boolean, direct?: boolean }} choice `direct`: the page
 *   goes to a server by itself, and to no stream manager
 * @returns {string[]} sentences
 */
export function notices(side, settings, { token, streamFromLink, direct } = {}) {
  const found = []
  if (streamFromLink) found.push('The stream name comes from the link that you followed.')
  if (side === 'publisher') {
    if (!window.isSecureContext) {
      found.push('Browsers give a camera only to pages on https or on localhost.')
    }
    if (!settings.camera && !settings.microphone) {
      found.push('Camera and microphone are both off in the settings: there is nothing to send.')
    }
  }
  if (direct && settings.transport === 'socket') {
    found.push(
      'Over a WebSocket this page talks to a server itself. For a stream manager, open the page that goes through its proxy.',
    )
  }
  const local = loopback.test(settings.host)
  if (location.protocol === 'https:' && settings.protocol === 'http' && !local) {
    found.push('This page is secure, so the browser will not let it talk to an http server.')
  } else if (token && settings.protocol === 'http' && !local) {
    found.push(`The way to ${serverAddress(settings)} is not encrypted: others can read the token.`)
  }
  return found
}
