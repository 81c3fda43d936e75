// Each client of the field in the way that its own documentation shows, behind two functions: they
// begin, and give one that ends all again. When a connection is there, and when there is a picture,
// is measured from outside, by the same means for all.
import { WebRTCPlayer } from '@eyevinn/webrtc-player'
import { WHIPClient as EyevinnClient } from '@eyevinn/whip-web-client'
import { WHEPClient as MedoozePlayer } from 'whip-whep/whep.js'
import { WHIPClient as MedoozeClient } from 'whip-whep/whip.js'
import * as byHand from '../plain_client.js'

const whip = (name) => `${location.origin}/live/whip/endpoint/${name}`
const whep = (name) => `${location.origin}/live/whep/endpoint/${name}`
const server = () => ({
  protocol: 'http',
  host: location.hostname,
  port: Number(location.port),
})

async function publishBySluice(options, stream) {
  const client = new sluice.WHIPClient()
  await client.initWithStream({ ...server(), ...options }, stream)
  const published = client.publish()
  return () => published.then(() => client.unpublish())
}

async function playBySluice(options, video) {
  const client = new sluice.WHEPClient().setView(video)
  await client.init({ ...server(), ...options })
  const subscribed = client.subscribe()
  return () => subscribed.then(() => client.unsubscribe())
}

export const publishers = {
  sluice: (streamName, stream) => publishBySluice({ streamName }, stream),
  // As the others are, of which none has one.
  'sluice, no channel': (streamName, stream) =>
    publishBySluice({ streamName, enableChannelSignaling: false }, stream),
  async eyevinn(streamName, stream) {
    const client = new EyevinnClient({ endpoint: whip(streamName), opts: {} })
    await client.setIceServersFromEndpoint()
    const published = client.ingest(stream)
    return () => published.then(() => client.destroy())
  },
  async medooze(streamName, stream) {
    const peer = new RTCPeerConnection({ bundlePolicy: 'max-bundle' })
    for (const track of stream.getTracks())
      peer.addTransceiver(track, { direction: 'sendonly', streams: [stream] })
    const client = new MedoozeClient()
    const published = client.publish(peer, whip(streamName))
    return () => published.then(() => client.stop())
  },
  async 'by hand'(streamName, stream) {
    const published = byHand.publish(`${location.origin}/`, streamName, stream)
    return () => published.then((stop) => stop())
  },
}

export const players = {
  sluice: (streamName, video) => playBySluice({ streamName }, video),
  'sluice, no channel': (streamName, video) =>
    playBySluice({ streamName, enableChannelSignaling: false }, video),
  async eyevinn(streamName, video) {
    const player = new WebRTCPlayer({ video, type: 'whep' })
    const loaded = player.load(new URL(whep(streamName)))
    return () => loaded.then(() => player.unload()).then(() => player.destroy())
  },
  async medooze(streamName, video) {
    const peer = new RTCPeerConnection({ bundlePolicy: 'max-bundle' })
    peer.addTransceiver('audio', { direction: 'recvonly' })
    peer.addTransceiver('video', { direction: 'recvonly' })
    peer.ontrack = ({ streams }) => {
      if (video.srcObject === streams[0]) return
      video.srcObject = streams[0]
      video.play()
    }
    const client = new MedoozePlayer()
    const viewed = client.view(peer, whep(streamName))
    return () => viewed.then(() => client.stop())
  },
  async 'by hand'(streamName, video) {
    const subscribed = byHand.subscribe(`${location.origin}/`, streamName, video)
    return () => subscribed.then((stop) => stop())
  },
}
