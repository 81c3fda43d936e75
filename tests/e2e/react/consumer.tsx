// What a typed React app may write; it is only compiled.
import { useRef } from 'react'
import {
  Player,
  Publisher,
  usePlayer,
  usePublisher,
  type PlayerStreaming,
  type StreamState,
} from 'sluice-react'
import type { SluicePlayer } from 'sluice-sdk/player'

const words: Record<StreamState, string> = {
  idle: '',
  connecting: '…',
  live: 'Live',
  recovering: 'Lost',
  ended: 'Over',
  failed: 'Failed',
}

export function Studio() {
  const preview = usePublisher(
    { host: 'a', streamName: 'b', bandwidth: { video: 1500 }, recovery: { attempts: 3 } },
    { client: ['rtc', 'whip'], statsInterval: 1000, onEvent: ({ type }) => console.log(type) },
  )
  const mute = () => preview.client?.muteAudio()
  return (
    <>
      <video ref={preview.videoRef} muted autoPlay playsInline onClick={mute} />
      <p>{preview.error?.code ?? preview.stats?.bitrateKbps ?? words[preview.state]}</p>
    </>
  )
}

export function Cinema() {
  const player = useRef<PlayerStreaming>(null)
  const { state, recovery } = usePlayer({ endpoint: 'https://a/b' }, { enabled: false })
  return (
    <>
      <Player
        ref={player}
        options={{ host: 'a', streamName: 'b' }}
        client="whep"
        controls
        className="wide"
        onError={(error) => console.log(error.code, error.retryable)}
        onStateChange={(now) => words[now]}
      />
      <button onClick={() => player.current?.restart()}>{state}</button>
      <button onClick={recovery.retryNow}>{recovery.last?.attempt}</button>
      <Publisher options={{ host: 'a', streamName: 'c' }} stream={new MediaStream()} />
    </>
  )
}

// @ts-expect-error there is no such client
void (<Player options={{ host: 'a' }} client="whip" />)

export const element: SluicePlayer = document.createElement('sluice-player')
element.options = { token: async () => 'secret' }
