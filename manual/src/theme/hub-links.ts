/** Back to the page of the hub, which publishes the manual below its own address. */
import { defineComponent, h } from 'vue';
import { withBase } from 'vitepress';

export const HubLinks = defineComponent({
  name: 'HubLinks',
  // With a target, the router of the manual leaves the link to the browser.
  setup: () => () => h('a', { class: 'to-hub', href: `${withBase('/')}../`, target: '_self' }, 'Open Eyepiece'),
});
