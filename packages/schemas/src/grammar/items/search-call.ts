import { defineItemGrammar } from '../item-grammar.ts'
import { event, opt, plus, seq } from '../pattern.ts'

const webInProgress = event('response.web_search_call.in_progress')
const webSearching = event('response.web_search_call.searching')
const webCompleted = event('response.web_search_call.completed')

/** A web search that the server runs. What it did stands in `action`, which `added` lacks or only names (`{type: 'search'}`). */
export const webSearchCallGrammar = defineItemGrammar({
  type: 'web_search_call',
  idPrefixes: ['ws_'],
  status: { added: ['in_progress'], done: ['completed', 'failed', 'incomplete', 'searching'] },
  arrivesAtDone: ['/action'],
  pattern: seq(webInProgress, webSearching, webCompleted),
  variations: [
    {
      name: 'not-completed',
      severity: 'info',
      pattern: seq(webInProgress, webSearching),
      why: 'Azure closed a search with status `searching` and without web_search_call.completed (vercel-ai-azure-web-search-preview-tool-1).',
    },
    {
      name: 'partial-phases',
      severity: 'warning',
      pattern: seq(opt(webInProgress), opt(plus(webSearching)), opt(webCompleted)),
      why: 'Phases left out or repeated, as xAI does: clients that show progress stay behind.',
    },
  ],
})

const fileInProgress = event('response.file_search_call.in_progress')
const fileSearching = event('response.file_search_call.searching')
const fileCompleted = event('response.file_search_call.completed')

/** A search in vector stores that the server runs. */
export const fileSearchCallGrammar = defineItemGrammar({
  type: 'file_search_call',
  idPrefixes: ['fs_'],
  status: { added: ['in_progress'], done: ['completed', 'failed', 'incomplete', 'searching'] },
  emptyAtAdded: { '/queries': [], '/results': null },
  pattern: seq(fileInProgress, fileSearching, fileCompleted),
  variations: [
    {
      name: 'partial-phases',
      severity: 'warning',
      pattern: seq(opt(fileInProgress), opt(plus(fileSearching)), opt(fileCompleted)),
      why: 'Phases left out or repeated: clients that show progress stay behind.',
    },
  ],
})
