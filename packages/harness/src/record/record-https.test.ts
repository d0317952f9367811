import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as tls from 'node:tls'
import { expect, onTestFinished, test } from 'vitest'
import { goldenToSse } from '../golden/golden-to-frames.ts'
import { exchange, startProxy } from '../testing/recording.ts'

/** Node takes more authorities while it runs since 24.5. */
const possible = 'setDefaultCACertificates' in tls && spawnSync('openssl', ['version']).status === 0

/** A key and a certificate for 127.0.0.1 that only this test trusts. */
async function certify(): Promise<{ key: string; cert: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'certificate-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  const kind =
    '-x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1'
  const made = spawnSync('openssl', ['req', ...kind.split(' '), '-keyout', key, '-out', cert])
  if (made.status !== 0) throw new Error(`openssl made no certificate: ${made.stderr.toString()}`)
  return { key: await readFile(key, 'utf8'), cert: await readFile(cert, 'utf8') }
}

test.skipIf(!possible)(
  'streams of an https upstream go through as they are, one after the other on one connection (needs openssl and Node 24.5)',
  async () => {
    const { key, cert } = await certify()
    const trusted = tls.getCACertificates('default')
    tls.setDefaultCACertificates([...trusted, cert])
    onTestFinished(() => tls.setDefaultCACertificates(trusted))
    const frames = Array.from({ length: 3000 }, (_, n) => `data: {"n":${n},"text":"${'x'.repeat(n % 50)}"}\n\n`)
    let connections = 0
    const upstream = createServer({ key, cert }, (_, answer) => {
      answer.writeHead(200, { 'content-type': 'text/event-stream' })
      void (async () => {
        for (const frame of frames) if (!answer.write(frame)) await once(answer, 'drain')
        answer.end()
      })()
    })
    upstream.on('secureConnection', () => connections++)
    await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => {
      upstream.closeAllConnections()
      upstream.close()
    })
    const proxy = await startProxy(`https://127.0.0.1:${(upstream.address() as AddressInfo).port}`)
    const chunks = frames.map((frame) => `${frame.length.toString(16)}\r\n${frame}\r\n`).join('')
    for (let turn = 0; turn < 3; turn++) {
      const { text } = await exchange(proxy.port, 'GET /v1/responses HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
      expect(text.slice(text.indexOf('\r\n\r\n') + 4) === `${chunks}0\r\n\r\n`).toBe(true)
    }
    expect(connections).toBe(1)
    const goldens = await proxy.goldens()
    expect(goldens.map((golden) => goldenToSse(golden) === frames.join(''))).toEqual([true, true, true])
  },
)
