/** What the tests use of playwright-core, which is installed on demand and so cannot be asked for its types. */
export interface Page {
  goto(url: string): Promise<unknown>
  evaluate<Result, Argument = undefined>(
    run: string | ((argument: Argument) => Result | Promise<Result>),
    argument?: Argument,
  ): Promise<Result>
  click(selector: string, options?: { button?: string }): Promise<void>
  dblclick(selector: string): Promise<void>
  fill(selector: string, value: string): Promise<void>
  selectOption(selector: string, value: string): Promise<unknown>
  waitForSelector(selector: string, options?: { state?: string; timeout?: number }): Promise<unknown>
  waitForFunction(run: () => boolean): Promise<unknown>
  waitForTimeout(ms: number): Promise<void>
  screenshot(options: { path: string }): Promise<unknown>
  pdf(): Promise<Uint8Array>
  emulateMedia(options: { colorScheme?: 'light' | 'dark'; media?: 'print' | 'screen' }): Promise<void>
  setViewportSize(size: { width: number; height: number }): Promise<void>
  close(): Promise<void>
  on(event: 'console', listener: (message: { type(): string; text(): string }) => void): void
  on(event: 'pageerror', listener: (error: Error) => void): void
  on(event: 'request', listener: (request: { url(): string }) => void): void
  on(event: 'dialog', listener: (dialog: { dismiss(): Promise<void> }) => void): void
  keyboard: { press(key: string): Promise<void>; type(text: string): Promise<void> }
  url(): string
}

export interface Browser {
  newContext(options: {
    viewport?: { width: number; height: number }
    colorScheme?: 'light' | 'dark'
    permissions?: string[]
  }): Promise<{ newPage(): Promise<Page>; close(): Promise<void> }>
  version(): string
  close(): Promise<void>
}

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Starts the browser that the runner found, with a profile of its own. */
export async function launch(): Promise<Browser> {
  const { chromium } = (await import(new URL('node_modules/playwright-core/index.mjs', import.meta.url).href)) as {
    chromium: { launch(options: { executablePath: string; headless: boolean; args: string[] }): Promise<Browser> }
  }
  return chromium.launch({ executablePath: process.env['GOLDWIRE_CHROMIUM'] ?? '/usr/bin/chromium', headless: true, args: FLAGS })
}
