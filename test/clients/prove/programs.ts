import { toolchains } from '../clients.ts'

/** The program that shows what a client of a profile really does. */
export const programs: Readonly<Record<string, string>> = {
  'Codex CLI': 'codex',
  Rig: 'rig',
  'Rig 0.38': 'rig-0.38',
  'async-openai': 'async-openai',
  'openai-node': 'openai-node',
  'openai-node responses.stream()': 'openai-node-stream',
  'openai-python': 'openai-python',
  'openai-python responses.stream()': 'openai-python-stream',
  'openai-go': 'openai-go',
  'Vercel AI SDK': 'ai-sdk-openai',
  'Vercel AI SDK open-responses': 'ai-sdk-open-responses',
  LangChain: 'langchain',
  'OpenAI Agents': 'openai-agents',
  'TanStack AI': 'tanstack',
}

/** How a program is run, and the toolchain that makes it ready. */
export function toolchainOf(program: string): { toolchain: (typeof toolchains)[number]; client: { name: string; command: string[] } } {
  for (const toolchain of toolchains) {
    const client = toolchain.clients.find(({ name }) => name === program)
    if (client !== undefined) return { toolchain, client }
  }
  throw new RangeError(`No program is called ${program}`)
}
