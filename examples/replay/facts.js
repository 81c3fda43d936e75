// What a machine is in the middle of, from the lines that say what is otherwise than before: each is
// "name: kind (detail)", or "name: over".

const named = /^([^:]*): ([^]*?)(?: \(([^]*)\))?$/

/** @returns {{ name: string, kind: string, detail: string, isOver: boolean }} */
export function readFact(text) {
  const [, name, kind, detail = ''] = named.exec(text) ?? [text, text, '']
  return { name, kind, detail, isOver: kind === 'over' }
}

/** All that holds behind a step, oldest first. */
export function factsAt(steps, place) {
  const facts = new Map()
  for (const step of steps.slice(0, place + 1)) {
    for (const text of step.changed) {
      const { name, isOver } = readFact(text)
      if (isOver) facts.delete(name)
      else facts.set(name, text)
    }
  }
  return [...facts.values()]
}
