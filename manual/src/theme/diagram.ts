/** A Mermaid diagram, drawn in the browser. The library is one large file, which only pages with diagrams load. */
import address from '@mermaid-js/tiny/dist/mermaid.tiny.js?url';
import { useData } from 'vitepress';
import { defineComponent, h, onBeforeUnmount, onMounted, ref, watch } from 'vue';

interface Mermaid {
  initialize(settings: object): void;
  render(id: string, source: string): Promise<{ svg: string }>;
}

let drawn = 0;
let loading: Promise<Mermaid> | undefined;

/** It is a script and no module: it sets a global name. */
function loadMermaid(): Promise<Mermaid> {
  loading ??= new Promise((resolve, reject) => {
    const script = Object.assign(document.createElement('script'), { src: address });
    script.addEventListener('load', () => resolve((globalThis as unknown as { mermaid: Mermaid }).mermaid));
    script.addEventListener('error', () => reject(new Error('the library for diagrams could not be loaded')));
    document.head.append(script);
  });
  return loading;
}

async function draw(source: string, dark: boolean): Promise<string> {
  const mermaid = await loadMermaid();
  mermaid.initialize({ startOnLoad: false, securityLevel: 'strict', theme: dark ? 'dark' : 'neutral', fontFamily: 'inherit' });
  drawn += 1;
  const { svg } = await mermaid.render(`diagram-${drawn}`, source);
  return svg;
}

export const Diagram = defineComponent({
  name: 'Diagram',
  props: { source: { type: String, required: true } },
  setup(props) {
    const source = decodeURIComponent(props.source);
    const { isDark } = useData();
    const svg = ref<string>();
    let latest = 0;
    const update = async (): Promise<void> => {
      latest += 1;
      const own = latest;
      // A diagram that cannot be drawn stays visible as its source.
      const result = await draw(source, isDark.value).catch(() => undefined);
      if (own === latest) svg.value = result;
    };
    onMounted(update);
    watch(isDark, update);
    onBeforeUnmount(() => (latest += 1));
    return () =>
      svg.value === undefined
        ? h('pre', { class: 'diagram-source' }, source)
        : h('div', { class: 'diagram', role: 'img', 'aria-label': 'Diagram', innerHTML: svg.value });
  },
});
