import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import boundaries from 'eslint-plugin-boundaries';
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';

/** What each folder may import of ours; `docs/architecture.md` says why. */
const layers = {
  common: [],
  storage: ['common'],
  model: ['common'],
  host: ['storage', 'common'],
  views: ['host', 'common'],
  cli: ['model', 'storage', 'common'],
  webview: ['common'],
};

const forbid = (...names) => ({
  'no-restricted-imports': [
    'error',
    {
      patterns: names.map((group) => ({
        group: [group],
        message: 'This layer may not import it.',
      })),
    },
  ],
});

export default defineConfig(
  globalIgnores(['dist/', 'out/', '.vscode-test/', 'test-results/', 'media/', 'training/']),
  js.configs.recommended,
  {
    files: ['**/*.ts', '**/*.mts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/prefer-readonly': 'error',
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'Name what you export.' },
        {
          selector: 'ExportAllDeclaration',
          message: 'No barrels: import from the file that defines it.',
        },
      ],
      eqeqeq: 'error',
      'no-console': 'error',
    },
  },
  {
    files: ['src/**/*.ts', 'webview-ui/**/*.ts'],
    // The composition root may import every layer, and none may import it.
    ignores: ['src/extension.ts'],
    plugins: { boundaries },
    settings: {
      'import/resolver': { typescript: { project: 'tsconfig.json' } },
      'boundaries/elements': [
        ...Object.keys(layers)
          .filter((layer) => layer !== 'webview')
          .map((layer) => ({ type: layer, pattern: `src/${layer}` })),
        { type: 'webview', pattern: 'webview-ui' },
      ],
    },
    rules: {
      'boundaries/dependencies': [
        'error',
        {
          default: 'disallow',
          message: '{{from.element.types}} may not import {{to.element.types}}',
          policies: [
            ...Object.entries(layers).map(([from, to]) => ({
              from: { element: { type: from } },
              allow: [{ to: { element: { type: [from, ...to] } } }],
            })),
          ],
        },
      ],
      'boundaries/no-unknown-dependencies': 'error',
      'boundaries/no-unknown-files': 'error',
    },
  },
  {
    files: ['src/common/**/*.ts'],
    rules: forbid('vscode', 'node:*', '@xenova/*', 'onnxruntime-*'),
  },
  { files: ['src/model/**/*.ts', 'src/cli/**/*.ts'], rules: forbid('vscode') },
  { files: ['src/host/**/*.ts', 'src/views/**/*.ts'], rules: forbid('@xenova/*', 'onnxruntime-*') },
  { files: ['src/storage/**/*.ts'], rules: forbid('vscode', '@xenova/*', 'onnxruntime-*') },
  {
    files: ['webview-ui/**/*.ts'],
    rules: forbid('vscode', 'node:*', '@xenova/*', 'onnxruntime-*'),
  },
  { files: ['scripts/**', 'bench/**', 'test/**', 'esbuild.mjs'], rules: { 'no-console': 'off' } },
  {
    files: ['test/**/*.ts'],
    // vitest's asymmetric matchers, such as expect.closeTo, are `any`.
    rules: { '@typescript-eslint/no-unsafe-assignment': 'off' },
  },
  {
    files: ['**/*.mjs', '**/*.cjs'],
    languageOptions: {
      globals: {
        console: 'readonly',
        process: 'readonly',
        URL: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
      },
    },
    rules: { 'no-console': 'off' },
  },
  {
    files: ['**/*.cjs'],
    languageOptions: { sourceType: 'commonjs' },
  },
  { files: ['*.config.mts'], rules: { 'no-restricted-syntax': 'off' } },
  prettier,
);
