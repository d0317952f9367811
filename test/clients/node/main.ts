/** `node main.ts NAME` runs one client; see ../README.md for what it reads from the environment. */
import type { Client } from './lib/client.ts'
import { runClient } from './lib/run-client.ts'

/** Loaded one at a time: a client must not be seen through another's patches. */
const clients: Record<string, () => Promise<Client>> = {
  'openai-node': async () => (await import('./clients/openai.ts')).openai,
  'openai-node-stream': async () => (await import('./clients/openai-stream.ts')).openaiStream,
  'ai-sdk-openai': async () => (await import('./clients/ai-sdk.ts')).aiSdkOpenai,
  'ai-sdk-open-responses': async () => (await import('./clients/ai-sdk.ts')).aiSdkOpenResponses,
  langchain: async () => (await import('./clients/langchain.ts')).langchain,
  'openai-agents': async () => (await import('./clients/agents.ts')).agents,
  tanstack: async () => (await import('./clients/tanstack.ts')).tanstack,
  codex: async () => (await import('./clients/codex.ts')).codex,
}

const open = clients[process.argv[2] ?? '']
if (open === undefined) {
  process.stderr.write(`Which client? ${Object.keys(clients).join(', ')}\n`)
  process.exit(2)
}
await runClient(await open())
