/**
 * The processes of the repair bench, one role each (first argument): `upstream`, which sends an event every few milliseconds with the time in it,
 * a plain `pass-through` proxy, and the repair proxy `fix`. Each sends its port when it listens.
 */
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'

import { startFixServer } from '@goldwire/server/fix'

const [role, upstreamPort = '0'] = process.argv.slice(2)
const send = (message: object): void => void process.send?.(message)
const upstreamUrl = `http://127.0.0.1:${upstreamPort}`

if (role === 'upstream') runUpstream()
else if (role === 'pass-through') runPassThrough()
else if (role === 'fix') send({ port: Number(new URL((await startFixServer({ upstream: upstreamUrl })).url).port) })
else throw new Error(`there is no role ${String(role)}`)

/** A stream as llama-server sends it: without numbers, indexes and most of the Response; and one that is right. */
function runUpstream(): void {
  const server = createServer((incoming, client) => {
    const { searchParams } = new URL(incoming.url ?? '/', 'http://x')
    incoming.resume().on('end', () => void play(Number(searchParams.get('events') ?? 200)))
    const event = (type: string, fields: object) => client.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`)
    const play = async (events: number): Promise<void> => {
      client.writeHead(200, { 'content-type': 'text/event-stream' })
      client.socket?.setNoDelay(true)
      event('response.created', { response: { id: 'resp_bench', object: 'response', status: 'in_progress' } })
      const item = { id: 'msg_bench', type: 'message', role: 'assistant', content: [], status: 'in_progress' }
      event('response.output_item.added', { item })
      event('response.content_part.added', { item_id: item.id, part: { type: 'output_text', text: '' } })
      const said: string[] = []
      for (let nth = 0; nth < events; nth += 1) {
        await delay(2)
        const delta = ` ${performance.timeOrigin + performance.now()}`
        said.push(delta)
        event('response.output_text.delta', { item_id: item.id, delta })
      }
      const part = { type: 'output_text', text: said.join(''), annotations: [], logprobs: [] }
      event('response.output_text.done', { item_id: item.id, text: part.text })
      event('response.content_part.done', { item_id: item.id, part })
      const done = { ...item, status: 'completed', content: [part] }
      event('response.output_item.done', { item: done })
      const usage = { input_tokens: 1, output_tokens: events, total_tokens: events + 1 }
      event('response.completed', {
        response: { id: 'resp_bench', object: 'response', status: 'completed', model: 'bench', output: [done], usage },
      })
      client.end()
    }
  })
  server.listen(0, '127.0.0.1', () => send({ port: (server.address() as AddressInfo).port }))
}

function runPassThrough(): void {
  const server = createServer((incoming, client) => {
    const options = { method: incoming.method ?? 'POST', headers: { 'content-type': 'application/json' } }
    const outgoing = request(`${upstreamUrl}${incoming.url ?? '/'}`, options, (answer) => {
      client.writeHead(answer.statusCode ?? 502, { 'content-type': 'text/event-stream' })
      answer.pipe(client)
    })
    incoming.pipe(outgoing)
  })
  server.listen(0, '127.0.0.1', () => send({ port: (server.address() as AddressInfo).port }))
}
