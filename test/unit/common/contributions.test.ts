import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  colorIds,
  commandIds,
  contextKeyIds,
  panelViewType,
  settingDefaults,
  type Settings,
} from '../../../src/common/contributions';
import { metricIds } from '../../../src/common/metrics';
import { checkSetting, settingKeys } from '../../../src/common/settingSchemas';

const root = new URL('../../../', import.meta.url);
const text = (name: string): string => readFileSync(new URL(name, root), 'utf8');

const manifestSchema = z.looseObject({
  icon: z.string(),
  activationEvents: z.array(z.string()),
  capabilities: z.looseObject({
    untrustedWorkspaces: z.looseObject({ restrictedConfigurations: z.array(z.string()) }),
  }),
  contributes: z.looseObject({
    commands: z.array(
      z.looseObject({
        command: z.string(),
        category: z.string(),
        enablement: z.string().optional(),
      }),
    ),
    menus: z.record(
      z.string(),
      z.array(z.looseObject({ command: z.string().optional(), when: z.string().optional() })),
    ),
    keybindings: z.array(z.looseObject({ command: z.string(), when: z.string() })),
    configuration: z.looseObject({
      properties: z.record(
        z.string(),
        z.looseObject({
          default: z.unknown(),
          order: z.number(),
          minimum: z.number().optional(),
          maximum: z.number().optional(),
          scope: z.string().optional(),
          enum: z.array(z.string()).optional(),
          enumDescriptions: z.array(z.string()).optional(),
        }),
      ),
    }),
    colors: z.array(
      z.looseObject({
        id: z.string(),
        defaults: z.strictObject({
          dark: z.string(),
          light: z.string(),
          highContrast: z.string(),
          highContrastLight: z.string(),
        }),
      }),
    ),
    walkthroughs: z.array(
      z.looseObject({
        steps: z
          .array(
            z.looseObject({
              media: z.looseObject({ svg: z.string() }),
              completionEvents: z.array(z.string()),
            }),
          )
          .max(4),
      }),
    ),
  }),
});

const manifestText = text('package.json');
const { contributes, ...manifest } = manifestSchema.parse(JSON.parse(manifestText));
const messages = z.record(z.string(), z.string()).parse(JSON.parse(text('package.nls.json')));
const { properties } = contributes.configuration;

describe('package.json', () => {
  it('lists exactly the commands of the code', () => {
    expect(contributes.commands.map(({ command }) => command)).toEqual([...commandIds]);
    expect(contributes.commands.every(({ category }) => category === 'Steerscope')).toBe(true);
  });

  it('names only known commands in menus, keybindings and the walkthrough', () => {
    const used = [
      ...Object.values(contributes.menus).flatMap((items) =>
        items.flatMap(({ command }) => command ?? []),
      ),
      ...contributes.keybindings.map(({ command }) => command),
      ...contributes.walkthroughs.flatMap(({ steps }) =>
        steps.flatMap(({ completionEvents }) =>
          completionEvents.map((event) => event.replace('onCommand:', '')),
        ),
      ),
      ...Object.values(messages).flatMap((message) =>
        [...message.matchAll(/\(command:([\w.]+)\)/g)].map(([, command]) => command),
      ),
    ];
    for (const command of used) expect(commandIds).toContain(command);
  });

  it('bounds settings as the code does', () => {
    const accepts = (key: keyof Settings, value: number): boolean =>
      checkSetting(key, value).problem === undefined;
    for (const key of settingKeys) {
      if (typeof settingDefaults[key] !== 'number') continue;
      const property = properties[`steerscope.${key}`];
      const minimum = property?.minimum;
      const maximum = property?.maximum ?? 1e9;
      const inside = [minimum ?? Number.NaN, maximum].map((bound) => accepts(key, bound));
      const outside = [(minimum ?? 0) - 1, maximum + 1].map((bound) => accepts(key, bound));
      expect({ key, inside, outside }).toEqual({
        key,
        inside: [true, true],
        outside: [false, maximum === 1e9],
      });
    }
  });

  it('names only known context keys', () => {
    const conditions = [
      ...contributes.commands.map(({ enablement }) => enablement),
      ...contributes.keybindings.map(({ when }) => when),
      ...Object.values(contributes.menus).flatMap((items) => items.map(({ when }) => when)),
    ];
    const used = conditions.flatMap(
      // What is in quotation marks is a value that a key is compared with.
      (condition) => condition?.replace(/'[^']*'/g, '').match(/steerscope\.\w+/g) ?? [],
    );
    expect(used.length).toBeGreaterThan(5);
    for (const key of used) expect(contextKeyIds).toContain(key);
  });

  it('has exactly the settings of the code with their defaults', () => {
    expect(new Set(Object.keys(properties))).toEqual(
      new Set(settingKeys.map((key) => `steerscope.${key}`)),
    );
    for (const key of settingKeys) {
      expect([key, properties[`steerscope.${key}`]?.default]).toEqual([key, settingDefaults[key]]);
    }
  });

  it('offers values that the code takes, each with its description', () => {
    for (const key of settingKeys) {
      const property = properties[`steerscope.${key}`];
      for (const value of property?.enum ?? []) {
        expect([key, checkSetting(key, value)]).toEqual([key, { value }]);
      }
      if (property?.enumDescriptions !== undefined) {
        expect(property.enumDescriptions).toHaveLength(property.enum?.length ?? -1);
      }
    }
    expect(properties['steerscope.metric']?.enum).toEqual([...metricIds]);
  });

  it('gives every setting its own place in the order', () => {
    const orders = Object.values(properties).map(({ order }) => order);
    expect(new Set(orders).size).toBe(orders.length);
  });

  it('keeps paths to models out of workspaces', () => {
    for (const key of ['steerscope.pairs', 'steerscope.models.directory']) {
      expect(properties[key]?.scope).toBe('machine');
      expect(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations).toContain(key);
    }
  });

  it('has exactly the colours of the code, each for four kinds of theme', () => {
    expect(contributes.colors.map(({ id }) => id)).toEqual([...colorIds]);
  });

  it('wakes up for a panel that VS Code restores and for nothing else by itself', () => {
    expect(manifest.activationEvents).toEqual([`onWebviewPanel:${panelViewType}`]);
  });

  it('has a message for every placeholder and no message without use', () => {
    const used = new Set([...manifestText.matchAll(/"%([^"%]+)%"/g)].map(([, key]) => key));
    expect(used).toEqual(new Set(Object.keys(messages)));
  });

  it('points at pictures that exist', () => {
    const pictures = contributes.walkthroughs.flatMap(({ steps }) =>
      steps.map(({ media }) => media.svg),
    );
    for (const file of [manifest.icon, ...pictures]) {
      expect([file, existsSync(new URL(file, root))]).toEqual([file, true]);
    }
  });
});

describe('checkSetting', () => {
  it.each([
    ['metric', 'perplexity'],
    ['threshold', -1],
    ['pairs', [{ id: 'x' }]],
    ['maxDocumentLength', 1.5],
  ] as const)('takes the default for a value that %s cannot hold', (key, value) => {
    const { value: used, problem } = checkSetting(key, value);
    expect(used).toBe(settingDefaults[key]);
    expect(problem).toBeTruthy();
  });
});
