import { Option, type Command } from 'commander'

export const FORMATS = ['terminal', 'json', 'junit', 'github', 'sarif', 'markdown'] as const
export type ReportFormat = (typeof FORMATS)[number]

/** Flags that lint, diff and check share. */
export interface ReportFlags {
  format?: ReportFormat
  json?: boolean
  output?: string
  also?: string[]
  report?: string
  verbose?: boolean
}

/** Adds `--format`, `--json`, `--output`, `--also` and `--report`. */
export function addReportOptions(command: Command): Command {
  return command
    .addOption(new Option('--format <format>', 'how the result is written (default: terminal)').choices(FORMATS))
    .option('--json', 'print one JSON document; the same as --format json')
    .option('--output <file>', 'write the result there instead of printing it')
    .option('--also <format=file...>', 'write the same result in further formats: --also sarif=a.sarif junit=a.xml')
    .option('--report <file.html>', 'write a web page with every stream, finding and divergence')
}
