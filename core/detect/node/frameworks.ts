import type { Framework } from '../facts.js';
import type { Folder } from '../folder.js';
import { type Command, commandsOf, flag } from './commands.js';
import type { Manifest } from './manifest.js';
import { type NxProject, nxBuilder } from './nx.js';

/** What builds the site, by the command that does it. */
export interface Builder {
  /** `vite`, `next`, `ng` …: the tool, which may have no framework name of its own. */
  readonly tool: string;
  readonly framework?: Framework;
  readonly command?: Command;
  /** The project of an Nx workspace whose build target it runs. */
  readonly project?: NxProject;
}

/** A tool's build command: names of the command, and its first argument where it needs one. */
interface Tool {
  readonly tool: string;
  readonly framework?: Framework;
  readonly names: readonly string[];
  readonly verbs?: readonly string[];
}

const TOOLS: readonly Tool[] = [
  { tool: 'next', framework: 'next', names: ['next'], verbs: ['build', 'export'] },
  { tool: 'nuxt', framework: 'nuxt', names: ['nuxt', 'nuxi'], verbs: ['build', 'generate'] },
  { tool: 'astro', framework: 'astro', names: ['astro'], verbs: ['build'] },
  { tool: 'react-router', framework: 'react-router', names: ['react-router'], verbs: ['build'] },
  { tool: 'remix', framework: 'remix', names: ['remix'], verbs: ['build', 'vite:build'] },
  { tool: 'ng', framework: 'angular', names: ['ng'], verbs: ['build', 'b'] },
  { tool: 'react-scripts', framework: 'cra', names: ['react-scripts', 'craco', 'react-app-rewired'], verbs: ['build'] },
  { tool: 'vite', framework: 'vite', names: ['vite', 'rolldown-vite'], verbs: ['build'] },
  { tool: 'vite', framework: 'vite', names: ['vite-ssg', 'vike'], verbs: ['build'] },
  { tool: 'vinxi', names: ['vinxi'], verbs: ['build'] },
  { tool: 'vue-cli', names: ['vue-cli-service'], verbs: ['build'] },
  { tool: 'gatsby', names: ['gatsby'], verbs: ['build'] },
  { tool: 'docusaurus', names: ['docusaurus'], verbs: ['build'] },
  { tool: 'vitepress', names: ['vitepress'], verbs: ['build'] },
  { tool: 'eleventy', names: ['eleventy', '@11ty/eleventy'] },
  { tool: 'parcel', names: ['parcel'], verbs: ['build'] },
  { tool: 'rsbuild', names: ['rsbuild'], verbs: ['build'] },
  { tool: 'webpack', names: ['webpack', 'webpack-cli', 'rspack'] },
  { tool: 'rollup', names: ['rollup'] },
  { tool: 'nitro', names: ['nitropack', 'nitro'], verbs: ['build'] },
  { tool: 'quasar', names: ['quasar'], verbs: ['build'] },
  { tool: 'ember', names: ['ember'], verbs: ['build'] },
  { tool: 'farm', names: ['farm'], verbs: ['build'] },
];

/** Packages whose framework builds through `vite build`, the configuration file that says so, most special first. */
const ON_VITE: readonly { readonly name: string; readonly framework: Framework; readonly config: string }[] = [
  { name: '@sveltejs/kit', framework: 'sveltekit', config: 'svelte.config.' },
  { name: '@sveltejs/kit', framework: 'sveltekit', config: 'vite.config.' },
  { name: '@react-router/dev', framework: 'react-router', config: 'vite.config.' },
  { name: '@remix-run/dev', framework: 'remix', config: 'vite.config.' },
];

/** The tool that a command builds with; undefined for any other command. */
export function builderOf(command: Command, manifest: Manifest, folder: Folder): Builder | undefined {
  if (command.name === 'nx') return nxBuilder(command, folder);
  const plain = command.args.filter((arg) => !arg.startsWith('-'));
  const verb = plain[0];
  for (const tool of TOOLS) {
    if (!tool.names.includes(command.name)) continue;
    const implied = tool.verbs !== undefined && (verb === undefined || !tool.verbs.includes(verb));
    // `vite --config x build`: the flag's value stands before the verb.
    if (implied && !(flag(command, '--config', '-c') !== undefined && plain.some((arg) => tool.verbs?.includes(arg))))
      continue;
    if (tool.tool === 'webpack' && (verb === 'serve' || verb === 'watch' || command.args.includes('--watch'))) continue;
    if (tool.tool === 'rollup' && (command.args.includes('-w') || command.args.includes('--watch'))) continue;
    if (tool.tool === 'eleventy' && command.args.includes('--serve')) continue;
    if (tool.framework === 'vite') {
      const on = ON_VITE.find(({ name, config }) => manifest.all.has(name) && hasFile(folder, config));
      if (on !== undefined) return { tool: 'vite', framework: on.framework, command };
    }
    if (tool.framework === undefined) return { tool: tool.tool, command };
    return { tool: tool.tool, framework: tool.framework, command };
  }
  return undefined;
}

function hasFile(folder: Folder, prefix: string): boolean {
  return folder.list().some((file) => file.startsWith(prefix) && !file.includes('/'));
}

/** The framework whose configuration file lies in the folder, when no script names its command. */
export function byConfiguration(manifest: Manifest, folder: Folder): Builder | undefined {
  const candidates: readonly (readonly [string, string, Builder])[] = [
    ['next', 'next.config.', { tool: 'next', framework: 'next' }],
    ['nuxt', 'nuxt.config.', { tool: 'nuxt', framework: 'nuxt' }],
    ['astro', 'astro.config.', { tool: 'astro', framework: 'astro' }],
    ['@sveltejs/kit', 'svelte.config.', { tool: 'vite', framework: 'sveltekit' }],
    ['@react-router/dev', 'react-router.config.', { tool: 'react-router', framework: 'react-router' }],
    ['@angular/core', 'angular.json', { tool: 'ng', framework: 'angular' }],
    ['vite', 'vite.config.', { tool: 'vite', framework: 'vite' }],
  ];
  return candidates.find(([name, config]) => manifest.all.has(name) && hasFile(folder, config))?.[2];
}

/** Build commands that a script comes to. */
export function buildersOf(script: string, manifest: Manifest, folder: Folder): readonly Builder[] {
  return commandsOf(script, manifest.scripts).flatMap((command) => builderOf(command, manifest, folder) ?? []);
}
