// A small app, and what the specs drive it by: window.show() renders what window.ui makes.
import { createElement, StrictMode, version } from 'react'
import { flushSync } from 'react-dom'
import { createRoot } from 'react-dom/client'
import { Player, Publisher, usePlayer, usePublisher } from 'sluice-react'
import * as sluice from 'sluice-sdk'

/** A component of an app's own, by the hook. */
function Watch({ options, settings }) {
  const player = usePlayer(options, settings)
  window.player = player
  ++window.renders
  return (
    <section>
      <p id="state">{player.state}</p>
      <video id="watch" ref={player.videoRef} muted autoPlay playsInline />
      <button onClick={player.restart}>Again</button>
    </section>
  )
}

function Send({ options, settings }) {
  window.publisher = usePublisher(options, settings)
  return <p id="sending">{window.publisher.state}</p>
}

const root = createRoot(document.getElementById('app'))
const components = { Player, Publisher, Watch, Send }

Object.assign(window, { sluice, version, renders: 0 })
/** Renders these, each `[name, props]`, or nothing; what a component throws away goes with it. */
window.show = (...elements) => {
  const made = elements.map(([name, props]) => createElement(components[name], props))
  flushSync(() => root.render(createElement(StrictMode, null, ...made)))
}
window.leave = () => root.unmount()
