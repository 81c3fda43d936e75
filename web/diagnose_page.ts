// What the page and the browser bring along: a secure context, permissions, WebAssembly, WebRTC, codecs.
import type { DiagnoseOptions } from './diagnose'
import { load } from './index'
import { forbidden } from './diagnose_reach'
import type { Finding, Run } from './diagnose_run'
import { findingOf } from './diagnose_words'

const LOAD_MS = 30_000
const OWN_MS = 5000

export async function checkPage(run: Run, options: DiagnoseOptions): Promise<void> {
  await run.check('page', 'The page is secure', OWN_MS, () => ofPage(options.media === true))
  await run.check('wasm', 'WebAssembly runs', LOAD_MS, () => ofWasm(options))
  await run.check('webrtc', 'WebRTC is there', OWN_MS, ofWebRtc)
  if (!run.has('webrtc')) return void run.skip('codecs', 'Codecs', 'Without WebRTC there are none.')
  await run.check('codecs', 'Codecs', OWN_MS, ofCodecs)
}

/** What the page's frame, and its headers, let it do; undefined where the browser does not say. */
function isAllowed(feature: string): boolean | undefined {
  const { featurePolicy } = document as { featurePolicy?: { allowsFeature(name: string): boolean } }
  return featurePolicy?.allowsFeature(feature)
}

function ofPage(wantsMedia: boolean): Finding {
  const isFramed = window.top !== window
  const policies = {
    camera: isAllowed('camera'),
    microphone: isAllowed('microphone'),
    autoplay: isAllowed('autoplay'),
  }
  const details = {
    secure: isSecureContext,
    https: location.protocol === 'https:',
    isFramed,
    policies,
  }
  if (!isSecureContext) {
    return {
      state: wantsMedia ? 'failed' : 'warning',
      meaning: 'The page is not secure, so that the browser gives it no camera and no microphone.',
      remedy: 'Serve it by https; without it just localhost counts as secure.',
      details,
    }
  }
  const denied = Object.entries(policies).filter(([, allowed]) => allowed === false)
  if (denied.length === 0) {
    const meaning = 'The page is a secure one, and nothing that it needs is forbidden to it.'
    return { state: 'passed', meaning, details }
  }
  const names = denied.map(([name]) => name)
  const isNeeded = wantsMedia && (names.includes('camera') || names.includes('microphone'))
  return {
    state: isNeeded ? 'failed' : 'warning',
    meaning: `The page’s permissions policy forbids ${names.join(' and ')}.`,
    remedy: isFramed
      ? `Let the iframe have it: allow="${names.join('; ')}".`
      : 'Change the Permissions-Policy header that the page is served with.',
    details,
  }
}

/** The smallest module that there is. */
const nothing = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0)

async function ofWasm(options: DiagnoseOptions): Promise<Finding> {
  if (typeof WebAssembly === 'undefined') {
    return {
      state: 'failed',
      meaning: 'This browser has no WebAssembly, or it is switched off.',
      remedy: 'Use a current browser, or switch WebAssembly on; some hardened modes switch it off.',
      details: { there: false },
    }
  }
  const { error, byPolicy } = await forbidden(() => WebAssembly.compile(nothing))
  // Not every browser tells of it by an event, too.
  if (
    error !== undefined &&
    (byPolicy || /content security policy|unsafe-eval/i.test(String(error)))
  ) {
    return {
      state: 'failed',
      meaning: 'The page’s content security policy forbids WebAssembly.',
      remedy: "Add 'wasm-unsafe-eval' to script-src in the page’s Content-Security-Policy.",
      code: 'wasm.load',
      details: { there: true, policy: true },
    }
  }
  if (error !== undefined) throw error
  try {
    await load(options.wasmUrl ? { wasmUrl: options.wasmUrl } : {})
  } catch (error) {
    return findingOf(error)
  }
  return {
    state: 'passed',
    meaning: 'The SDK’s module is loaded and runs.',
    details: { there: true, policy: false },
  }
}

async function ofWebRtc(): Promise<Finding> {
  if (typeof RTCPeerConnection === 'undefined') {
    return {
      state: 'failed',
      meaning: 'This browser has no WebRTC, or it is switched off.',
      remedy:
        'Use a current browser, switch WebRTC on, or look for an extension that takes it away. For playing, HLS is the way without it.',
    }
  }
  const probe = new RTCPeerConnection()
  try {
    probe.addTransceiver('video', { direction: 'recvonly' })
    const { sdp = '' } = await probe.createOffer()
    const canPrefer = 'setCodecPreferences' in RTCRtpTransceiver.prototype
    const details = { offers: sdp.length > 0, canPrefer }
    return { state: 'passed', meaning: 'The browser makes peer connections.', details }
  } catch (error) {
    return {
      state: 'failed',
      meaning: 'The browser has WebRTC, but makes no offer.',
      remedy: 'Look for a policy or an extension that restricts WebRTC.',
      details: { fault: String(Object(error).name).slice(0, 60) },
    }
  } finally {
    probe.close()
  }
}

const wanted = { video: ['H264', 'VP8', 'VP9', 'AV1'], audio: ['Opus'] } as const

function ofCodecs(): Finding {
  const has = (
    side: { getCapabilities?(kind: string): RTCRtpCapabilities | null },
    kind: string,
  ) => {
    const codecs = side.getCapabilities?.(kind)?.codecs ?? []
    return new Set(codecs.map(({ mimeType }) => mimeType.toLowerCase()))
  }
  const details: Record<string, { send: boolean; receive: boolean }> = {}
  for (const [kind, names] of Object.entries(wanted)) {
    const [sends, receives] = [has(RTCRtpSender, kind), has(RTCRtpReceiver, kind)]
    for (const name of names) {
      const mimeType = `${kind}/${name}`.toLowerCase()
      details[name] = { send: sends.has(mimeType), receive: receives.has(mimeType) }
    }
  }
  const both = Object.entries(details).filter(([, { send, receive }]) => send && receive)
  const known = both.map(([name]) => name)
  const hasVideo = wanted.video.some((name) => known.includes(name))
  if (!hasVideo || !known.includes('Opus')) {
    return {
      state: 'failed',
      meaning: `The browser lacks ${hasVideo ? 'Opus, so that there is no sound' : 'all of the usual video codecs'}.`,
      remedy: 'Use a current browser.',
      details,
    }
  }
  if (!known.includes('H264')) {
    return {
      state: 'warning',
      meaning: 'The browser cannot send and receive H264, which some servers need.',
      remedy: 'If your server takes H264 alone, use a browser that has it.',
      details,
    }
  }
  return {
    state: 'passed',
    meaning: `The browser sends and receives ${known.join(', ')}.`,
    details,
  }
}
