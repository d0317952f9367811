import { defineItemGrammar } from '../item-grammar.ts'
import { event, opt, seq, star } from '../pattern.ts'

const inProgress = event('response.image_generation_call.in_progress')
const generating = event('response.image_generation_call.generating')
const partialImages = star(event('response.image_generation_call.partial_image'))
const completed = event('response.image_generation_call.completed')

/** An image that the server draws; previews on the way are whole images of their own. */
export const imageGenerationCallGrammar = defineItemGrammar({
  type: 'image_generation_call',
  idPrefixes: ['ig_'],
  status: { added: ['in_progress', 'generating'], done: ['completed', 'generating', 'failed'] },
  arrivesAtDone: ['/background', '/output_format', '/quality', '/result', '/revised_prompt', '/size'],
  pattern: seq(inProgress, generating, partialImages, completed),
  variations: [
    {
      name: 'completed-absent',
      severity: 'info',
      pattern: seq(inProgress, generating, partialImages, opt(completed)),
      why: 'Azure closed an image with status `generating` and without image_generation_call.completed (vercel-ai-azure-image-generation-tool-1).',
    },
    {
      name: 'partial-phases',
      severity: 'warning',
      pattern: seq(opt(inProgress), opt(generating), partialImages, opt(completed)),
      why: 'Phases left out: clients that show progress stay behind.',
    },
  ],
})
