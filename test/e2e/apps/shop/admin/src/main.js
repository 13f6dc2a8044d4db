import { createApp } from 'vue';
import Teas from './Teas.vue';

createApp(Teas).mount('#app');
