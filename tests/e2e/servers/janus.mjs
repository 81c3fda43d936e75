// Janus with a stream out of GStreamer, and a WHEP server before it; none of them is ours.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { addressForMedia } from './addresses.mjs'
import { eventually, freePort, Processes } from './processes.mjs'

const mountpoint = 1
const payloadTypes = { video: 100, audio: 111 }

/** A key frame a second: a player that joins must not wait for more than that. */
function feed(port, frameRate = 20) {
  return [
    ['videotestsrc', 'is-live=true', 'pattern=ball', '!'],
    [`video/x-raw,width=320,height=240,framerate=${frameRate}/1`, '!'],
    ['vp8enc', 'deadline=1', `keyframe-max-dist=${frameRate}`, '!'],
    ['rtpvp8pay', `pt=${payloadTypes.video}`, '!', 'udpsink', 'host=127.0.0.1'],
    [`port=${port.video}`],
    ['audiotestsrc', 'is-live=true', 'wave=ticks', '!', 'audioconvert', '!', 'audioresample', '!'],
    ['opusenc', '!', 'rtpopuspay', `pt=${payloadTypes.audio}`, '!', 'udpsink', 'host=127.0.0.1'],
    [`port=${port.audio}`],
  ].flat()
}

const settings = (ports, address) => ({
  'janus.jcfg': `
    general: { debug_level = 4 }
    nat: { ice_enforce_list = "${address}" }
    plugins: { disable = "libjanus_audiobridge.so,libjanus_duktape.so,libjanus_echotest.so,libjanus_lua.so,libjanus_nosip.so,libjanus_recordplay.so,libjanus_sip.so,libjanus_textroom.so,libjanus_videocall.so,libjanus_videoroom.so,libjanus_voicemail.so" }
    transports: { disable = "libjanus_http.so,libjanus_mqtt.so,libjanus_nanomsg.so,libjanus_pfunix.so,libjanus_rabbitmq.so" }`,
  'janus.transport.websockets.jcfg': `
    general: { json = "compact", ws = true, ws_ip = "127.0.0.1", ws_port = ${ports.socket} }`,
  'janus.plugin.streaming.jcfg': `
    ball: {
      type = "rtp", id = ${mountpoint}
      audio = true, audioiface = "127.0.0.1", audioport = ${ports.audio}
      audiopt = ${payloadTypes.audio}, audiocodec = "opus"
      video = true, videoiface = "127.0.0.1", videoport = ${ports.video}
      videopt = ${payloadTypes.video}, videocodec = "vp8"
    }`,
})

/**
 * Gives `{ createEndpoint(id, more), destroyEndpoint(id), subscribers(), requests, stop() }`. An
 * endpoint's `more` is its `token`; `requests` are those that have been answered, as
 * `{ method, headers, status }`.
 */
export async function startJanus() {
  const processes = new Processes()
  try {
    const ports = {
      socket: await freePort('127.0.0.1'),
      video: await freePort('127.0.0.1', 'udp'),
      audio: await freePort('127.0.0.1', 'udp'),
    }
    for (const [name, text] of Object.entries(settings(ports, addressForMedia())))
      writeFileSync(join(processes.folder, name), text)
    const janus = processes.start('janus', ['-F', processes.folder, '-o'])
    await processes.said(janus, /Websockets server started/)
    const source = processes.start('gst-launch-1.0', feed(ports))
    await processes.said(source, /Setting pipeline to PLAYING/)
    return await startWhep(processes, ports.socket)
  } catch (error) {
    await processes.stop()
    throw error
  }
}

async function startWhep(processes, port) {
  const script = join(import.meta.dirname, 'janus_whep.mjs')
  const { child } = processes.start(process.execPath, [script, String(port)], {
    stdio: ['pipe', 'pipe', 'pipe', 'ipc'],
  })
  const requests = []
  const answers = new Map()
  let base
  child.on('message', ({ id, result, request, ready }) => {
    if (ready) base = ready
    else if (request) requests.push(request)
    else answers.set(id, { result })
  })
  await eventually('the WHEP server has found Janus', () => base)
  let calls = 0
  const call = async (method, ...args) => {
    const id = ++calls
    child.send({ id, method, args })
    return (await eventually(`an answer to ${method}`, () => answers.get(id))).result
  }
  return {
    processes,
    requests,
    async createEndpoint(id, more) {
      await call('createEndpoint', { id, plugin: 'streaming', mountpoint, ...more })
      return base + id
    },
    destroyEndpoint: (id) => call('destroyEndpoint', { id }),
    subscribers: () => call('listSubscribers'),
    stop: () => processes.stop(),
  }
}
