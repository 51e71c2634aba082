"""What an SVG picture may hold."""

from __future__ import annotations

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
XML = "http://www.w3.org/XML/1998/namespace"
XHTML = "http://www.w3.org/1999/xhtml"


def _names(*lists: str) -> frozenset[str]:
    return frozenset(name for names in lists for name in names.split())


ELEMENTS = _names(
    "a circle clipPath defs desc ellipse g image line linearGradient marker mask path pattern polygon polyline"
    " radialGradient rect stop style svg switch symbol text textPath title tspan use"
)
SCRIPTS = _names("script handler listener")
WEB_PAGE = _names("foreignobject iframe object embed audio video canvas html body")
METADATA = _names("metadata view cursor")

_PRESENTATION = (
    "alignment-baseline baseline-shift clip clip-path clip-rule color color-interpolation color-rendering cursor"
    " direction display dominant-baseline fill fill-opacity fill-rule font font-family font-feature-settings"
    " font-kerning font-size font-size-adjust font-stretch font-style font-variant font-weight"
    " glyph-orientation-horizontal glyph-orientation-vertical image-rendering isolation kerning"
    " letter-spacing line-height marker marker-end"
    " marker-mid marker-start mask mask-type mix-blend-mode opacity overflow paint-order pointer-events shape-rendering"
    " stop-color stop-opacity stroke stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin"
    " stroke-miterlimit stroke-opacity stroke-width text-align text-anchor text-decoration text-indent text-overflow"
    " text-rendering text-transform transform-box transform-origin unicode-bidi vector-effect visibility white-space"
    " word-spacing writing-mode"
)
_GEOMETRY = (
    "clipPathUnits cx cy d dx dy fx fy fr gradientTransform gradientUnits height lengthAdjust markerHeight markerUnits"
    " markerWidth maskContentUnits maskUnits method offset orient pathLength patternContentUnits patternTransform"
    " patternUnits points preserveAspectRatio r refX refY rotate rx ry side spacing spreadMethod startOffset textLength"
    " transform viewBox width height x x1 x2 y y1 y2"
)
ATTRIBUTES = _names(_PRESENTATION, _GEOMETRY, "class id lang role style systemLanguage tabindex")
UNSEEN = _names(
    "baseProfile color-interpolation-filters contentScriptType contentStyleType crossorigin decoding download"
    " enable-background externalResourcesRequired filterUnits focusable name nonce ping referrerpolicy rel"
    " requiredExtensions requiredFeatures solid-color solid-opacity target title type version xmlns zoomAndPan"
)
