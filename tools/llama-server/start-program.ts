import { spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'

import { freePort } from '@goldwire/server/testing'

/** A program that listens on a port. */
export interface Program extends AsyncDisposable {
  url: string
}

/**
 * Starts a program that is told its port, and waits until it answers.
 * @param args given the port
 * @throws Error with the end of what the program said when it does not come up
 */
export async function startProgram(command: string, args: (port: number) => string[], ready = '/health'): Promise<Program> {
  const port = await freePort()
  const child = spawn(command, args(port), { stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (data: Buffer) => {
      said = `${said}${data.toString('utf8')}`.slice(-4_000)
    })
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve())
    child.once('error', (error) => {
      said += error.message
      resolve()
    })
  })
  const url = `http://127.0.0.1:${port}`
  const deadline = Date.now() + 60_000
  for (;;) {
    const isUp = await fetch(`${url}${ready}`).then(
      ({ ok }) => ok,
      () => false,
    )
    if (isUp) break
    if (child.exitCode !== null || child.signalCode !== null || Date.now() > deadline) {
      child.kill('SIGKILL')
      throw new Error(`${command} did not come up:\n${said}`)
    }
    await sleep(100)
  }
  return {
    url,
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM')
      const late = setTimeout(() => child.kill('SIGKILL'), 5_000)
      await ended
      clearTimeout(late)
    },
  }
}
