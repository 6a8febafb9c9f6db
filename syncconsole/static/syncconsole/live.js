'use strict';
// Replaces the parts marked data-live by those of a fresh copy of the page, as long as something goes on.
{
    const EVERY = 2000;
    const AFTER_AN_ERROR = 10000;

    function takeOver(fresh) {
        const focused = document.activeElement.getAttribute('href');
        for (const part of document.querySelectorAll('[data-live]')) {
            const newer = fresh.getElementById(part.id);
            if (newer && newer.innerHTML !== part.innerHTML) {
                const held = focused && part.contains(document.activeElement);
                part.innerHTML = newer.innerHTML;
                if (held) {
                    part.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus();
                }
            }
        }
    }

    async function renew() {
        let wait = EVERY;
        try {
            const answer = await fetch(location.href);
            const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
            if (answer.ok && !answer.redirected) {
                takeOver(fresh);
                if (!fresh.querySelector('[data-goes-on]')) {
                    location.reload();
                    return;
                }
            }
        } catch {
            wait = AFTER_AN_ERROR;
        }
        setTimeout(renew, wait);
    }

    setTimeout(renew, EVERY);
}
