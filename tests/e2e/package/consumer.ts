// What a typed app may write; it is only compiled.
import {
  Red5ProSubscriber,
  RTCSubscriber,
  SluiceError,
  SubscriberEventTypes,
  WHIPClient,
  type PublisherOptions,
  type RecoveryState,
  type SluiceEvent,
} from 'sluice-sdk'
import { WHEPClient } from 'sluice-sdk/inline'

const options: PublisherOptions = {
  host: 'media.example.com',
  streamName: 'stream1',
  bandwidth: { video: 1500 },
  recovery: { attempts: 5, policy: (state: RecoveryState) => (state.attempt < 3 ? 0 : null) },
}

export async function publish(): Promise<string> {
  const publisher = await new WHIPClient().init(options)
  publisher.on('*', (event: SluiceEvent<WHIPClient>) => console.log(event.type))
  try {
    await publisher.publish()
  } catch (error) {
    if (error instanceof SluiceError) return `${error.code} ${error.blame} ${error.retryable}`
    throw error
  }
  const peer: RTCPeerConnection | undefined = publisher.getPeerConnection()
  return peer?.connectionState ?? 'none'
}

export async function play(): Promise<void> {
  const player = new RTCSubscriber()
  player.on(SubscriberEventTypes.SUBSCRIBE_START, ({ subscriber }) => subscriber?.setVolume(0.5))
  const same: RTCSubscriber = await player.init({ host: 'a', streamName: 'b', streamManager: true })
  await same.subscribe()
  const found = await new Red5ProSubscriber().setPlaybackOrder(['whep', 'hls']).init({ whep: {} })
  found.unsubscribe()
  await new WHEPClient('https://media.example.com/whep/stream1').unsubscribe()
}

// @ts-expect-error a number is no stream name
void ({ streamName: 7 } satisfies PublisherOptions)
