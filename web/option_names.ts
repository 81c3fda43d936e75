// All options of the clients over WebRTC, and what each is here. The types in options.ts must name
// the same ones, or this does not compile; scripts/check-options.mjs holds the module's against the
// C++ that reads them.
import { stateError } from './error'
import type { PublisherOptions, SubscriberOptions } from './options'

type Named<Options> = keyof {
  [Key in keyof Options as string extends Key ? never : Key]: Options[Key]
}

/** `module`: read and checked in C++. The others are the page's: the type that each must have. */
const kinds = {
  endpoint: 'module',
  protocol: 'module',
  host: 'module',
  port: 'module',
  httpport: 'module',
  app: 'module',
  streamManager: 'module',
  proxy: 'module',
  streamName: 'module',
  token: 'module',
  tokenOrigins: 'module',
  recovery: 'module',
  connectionParams: 'module',
  iceTransport: 'module',
  trickleIce: 'module',
  videoEncoding: 'module',
  audioEncoding: 'module',
  wsprotocol: 'module',
  wsport: 'module',
  context: 'module',
  bypassAvailable: 'module',
  waitForAvailable: 'module',
  signalingSocketOnly: 'module',
  socketSwitchDelay: 'module',
  enableChannelSignaling: 'module',
  includeDataChannel: 'module',
  dataChannelConfiguration: 'module',
  keepAlive: 'module',
  timeouts: 'module',
  streamMode: 'module',
  keyFramerate: 'module',
  clearMediaOnUnpublish: 'module',
  maintainConnectionOnSubscribeErrors: 'module',
  maintainStreamVariant: 'module',
  subscriptionId: 'module',
  muteOnAutoplayRestriction: 'module',
  postEmptyOffer: 'module',
  extensions: 'module',
  recording: 'any',
  mediaElementId: 'string',
  rtcConfiguration: 'object',
  iceServers: 'object',
  mungeOffer: 'function',
  mungeAnswer: 'function',
  wasmUrl: 'any',
  mediaConstraints: 'object',
  onGetUserMedia: 'function',
  bandwidth: 'object',
  sendEncodings: 'object',
  offerSDPResolution: 'boolean',
  forceVP8: 'boolean',
  buffer: 'number',
  autoLayoutOrientation: 'boolean',
} satisfies Record<Named<PublisherOptions> | Named<SubscriberOptions>, string>

const names = new Map<string, string>(Object.entries(kinds))

export const isOption = (name: string) => names.has(name)
export const isOfModule = (name: string) => names.get(name) === 'module'

/** @throws SluiceError config.invalid */
export function checkOption(name: string, value: unknown): void {
  const kind = names.get(name)
  if (!kind || kind === 'module' || kind === 'any') return
  if (typeof value !== kind || Number.isNaN(value))
    throw stateError('config.invalid', `The option ${name} must be of type ${kind}.`)
}
