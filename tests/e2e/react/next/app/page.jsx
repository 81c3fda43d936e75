// Rendered on the server, for each request; what plays and publishes begins in the browser.
import { Player, Publisher } from 'sluice-react'

export default async function Page({ searchParams }) {
  const { port, role } = await searchParams
  const options = { protocol: 'http', host: 'localhost', port, streamName: 'next' }
  return role === 'player' ? <Player options={options} muted /> : <Publisher options={options} />
}
