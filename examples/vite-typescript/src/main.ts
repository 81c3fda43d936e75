import { RTCPublisher, RTCSubscriber } from 'sluice-sdk'

const server = { protocol: 'ws', host: 'localhost', port: 8088, streamName: 'vite' }
const throughManager = { ...server, streamManager: { port: 8088 }, recovery: true }

document.querySelector('button')?.addEventListener('click', async () => {
  const publisher = await new RTCPublisher().init(throughManager)
  await publisher.publish()
  const player = await new RTCSubscriber().init(throughManager)
  await player.subscribe()
})
