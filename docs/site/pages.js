// What the pages of text can do besides being read: their code can be copied.

import { copyButton } from './examples/shared/copy-button.js'

for (const sample of document.querySelectorAll('.sample')) {
  const code = sample.querySelector('code')
  sample.append(copyButton('code', code, () => code.textContent))
}
