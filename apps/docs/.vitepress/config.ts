import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'vitepress';
import { findPages, type Group, siteLink } from '../pages.ts';

const pages = findPages();
const reference = JSON.parse(
  readFileSync(join(import.meta.dirname, '..', '.site', 'reference.json'), 'utf8'),
) as readonly { readonly text: string; readonly route: string }[];

const group = (text: Group) => ({
  text,
  items: pages
    .filter((page) => page.group === text)
    .map(({ title, route }) => ({ text: title, link: `/${route}` })),
});

export default defineConfig({
  title: 'Amplify Recipes',
  description:
    'Tested, typed and safe recipes for the functions of an AWS Amplify Gen 2 app, and a sandbox that runs its backend on your machine.',
  lang: 'en',
  srcDir: '.site',
  outDir: 'dist',
  cleanUrls: true,
  // The search index of all pages is one chunk, which loads when somebody searches.
  vite: { build: { chunkSizeWarningLimit: 2000 } },
  themeConfig: {
    search: { provider: 'local' },
    nav: [
      { text: 'Get started', link: '/start' },
      { text: 'Sandbox', link: '/sandbox' },
      { text: 'Reference', link: '/api/' },
    ],
    sidebar: [
      group('Start'),
      group('Recipes'),
      group('Packages'),
      {
        text: 'Reference',
        collapsed: true,
        items: reference.map(({ text, route }) => ({
          text: text.replace('@amplify-recipes/', ''),
          link: `/${route}`,
        })),
      },
      group('Project'),
    ],
    outline: [2, 3],
    socialLinks: [{ icon: 'github', link: 'https://github.com/amplify-recipes/amplify-recipes' }],
  },
  markdown: {
    config(md) {
      // In the READMEs, double braces are part of a template, and not an expression of Vue.
      for (const rule of ['text', 'code_inline'] as const) {
        const render = md.renderer.rules[rule];
        md.renderer.rules[rule] = (...token) =>
          (render?.(...token) ?? '').replaceAll('{{', '&#123;&#123;');
      }
      // The READMEs link to each other by their places in the repository.
      md.core.ruler.push('links of the repository', ({ tokens, env }) => {
        const page = pages.find(({ route }) => `${route}.md` === env.relativePath);
        if (!page) return;
        for (const token of tokens.flatMap(({ children }) => children ?? [])) {
          const name = token.type === 'image' ? 'src' : 'href';
          const link = token.attrGet(name);
          if (link !== null) token.attrSet(name, siteLink(pages, page.source, link));
        }
      });
    },
  },
});
