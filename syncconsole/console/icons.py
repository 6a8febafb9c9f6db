"""The console's icons: inline SVG in the colour of the text. The shape says who acts (design, principle 4).

Circle: nobody. Triangle: the console itself. Diamond: a decision of yours. Octagon: nothing moves until
somebody acts. `var(--icon-hole)` is the colour of the marks cut out of filled shapes.
"""

from __future__ import annotations

from django.utils.safestring import SafeString, mark_safe

_LINE = 'fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round"'
_HOLE = 'fill="none" stroke="var(--icon-hole)" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round"'
_RING = f'<circle cx="8" cy="8" r="6.5" {_LINE}/>'
_DOT = 'fill="none" stroke="var(--icon-hole)" stroke-width="2" stroke-linecap="round"'
_DIAMOND = "M8 1.2 14.8 8 8 14.8 1.2 8z"
_OCTAGON = "M5.3 1.5h5.4l3.8 3.8v5.4l-3.8 3.8H5.3l-3.8-3.8V5.3z"

_SHAPES = {
    "tick": f'<circle cx="8" cy="8" r="7" fill="currentColor"/><path d="M4.9 8.3 7 10.4l4.2-4.6" {_HOLE}/>',
    "dot": f'{_RING}<circle cx="8" cy="8" r="2.5" fill="currentColor"/>',
    "plus": f'{_RING}<path d="M8 5v6M5 8h6" {_LINE}/>',
    "running": f'<path d="M13.8 6.2A6.2 6.2 0 0 0 2.6 5M2.2 9.8A6.2 6.2 0 0 0 13.4 11M2.4 2v3.2h3.2M13.6 14v-3.2h-3.2"'
    f" {_LINE}/>",
    "lens": f'<circle cx="6.8" cy="6.8" r="4.8" {_LINE}/><path d="m10.5 10.5 4 4" {_LINE}/>',
    "clock": f'{_RING}<path d="M8 4.4V8l2.4 1.6" {_LINE}/>',
    "bars": f'{_RING}<path d="M6.4 5.6v4.8M9.6 5.6v4.8" {_LINE}/>',
    "box": f'<path d="M1.8 2.5h12.4v3.2H1.8zM3 5.7v8h10v-8M6.3 8.5h3.4" {_LINE}/>',
    "warning": f'<path d="M8 1.8 15 14H1z" {_LINE}/><path d="M8 6.2v3.6M8 11.9v.1" {_LINE}/>',
    "diamond-tick": f'<path d="{_DIAMOND}" {_LINE}/><path d="M5.4 8.2 7.3 10l3.3-3.7" {_LINE}/>',
    "diamond-half": f'<path d="{_DIAMOND}" {_LINE}/><path d="M8 1.2v13.6L1.2 8z" fill="currentColor"/>',
    "diamond-dots": f'<path d="{_DIAMOND}" fill="currentColor"/><path d="M4.7 8h.1M8 8h.1M11.3 8h.1" {_DOT}/>',
    "octagon": f'<path d="{_OCTAGON}" {_LINE}/><path d="M8 4.6v4M8 11.2v.1" {_LINE}/>',
    "octagon-minus": f'<path d="{_OCTAGON}" {_LINE}/><path d="M5 8h6" {_LINE}/>',
    "octagon-cross": f'<path d="{_OCTAGON}" fill="currentColor"/>'
    f'<path d="m5.6 5.6 4.8 4.8M10.4 5.6l-4.8 4.8" {_HOLE}/>',
    "right": f'<path d="M2 8h11M9 4l4 4-4 4" {_LINE}/>',
    "left": f'<path d="M14 8H3M7 4 3 8l4 4" {_LINE}/>',
    "equals": f'<path d="M3 6h10M3 10h10" {_LINE}/>',
    "outside": f'<path d="M7 3H2.5v10.5H13V9M9 2h5v5M14 2 7.5 8.5" {_LINE}/>',
    "swap": f'<path d="M2 5.5h11M10 2.5l3 3-3 3M14 10.5H3M6 7.5l-3 3 3 3" {_LINE}/>',
}


def icon(name: str, size: int = 14) -> SafeString:
    """The icon as inline SVG, hidden from screen readers: the word beside it is its name. KeyError if unknown."""
    return mark_safe(  # noqa: S308 - only our own constants
        f'<svg class="icon icon-{name}" width="{size}" height="{size}" viewBox="0 0 16 16" aria-hidden="true"'
        f' focusable="false">{_SHAPES[name]}</svg>'
    )
