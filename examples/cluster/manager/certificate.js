// @ts-check
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { isIP } from 'node:net'

const VALID_DAYS = 30

/**
 * A certificate that nobody has signed, made anew for each start and kept in memory only.
 *
 * @param {string[]} names DNS names, with * for the first label if need be, and IP addresses
 * @returns {Promise<{key: string, cert: string}>} both PEM
 */
export async function selfSignedCertificate(names) {
  const { default: forge } = await import('node-forge')
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
  const { md, pki } = forge
  const certificate = pki.createCertificate()
  certificate.publicKey = pki.publicKeyFromPem(publicKey)
  certificate.serialNumber = serialNumber()
  const dayMs = 24 * 60 * 60 * 1_000
  certificate.validity.notBefore = new Date(Date.now() - dayMs)
  certificate.validity.notAfter = new Date(Date.now() + VALID_DAYS * dayMs)
  const subject = [{ name: 'commonName', value: 'Sluice local cluster' }]
  certificate.setSubject(subject)
  certificate.setIssuer(subject)
  const altNames = names.map((name) =>
    isIP(name) ? { type: 7, ip: name } : { type: 2, value: name },
  )
  certificate.setExtensions([
    { name: 'basicConstraints', cA: false },
    { name: 'keyUsage', digitalSignature: true, keyEncipherment: true },
    { name: 'extKeyUsage', serverAuth: true },
    { name: 'subjectAltName', altNames },
  ])
  certificate.sign(pki.privateKeyFromPem(privateKey), md.sha256.create())
  return { key: privateKey, cert: pki.certificateToPem(certificate) }
}

/**
 * 126 random bits as hexadecimal digits. The top bit is 0, so that the number is positive, and the next
 * is 1, so that it begins with no zero byte: OpenSSL refuses a number that is padded (X.690 section 8.3.2).
 */
export function serialNumber() {
  const bytes = randomBytes(16)
  bytes[0] = (bytes[0] & 0x3f) | 0x40
  return bytes.toString('hex')
}
