"""Both claims in one file: PDF/A-3a, which WeasyPrint writes, and PDF/UA-1, which is added to the metadata here.

PDF/A demands that a property which its own schemas lack is described by an extension schema in the file (ISO 19005-3,
6.6.2.3.3); the identifier of PDF/UA (ISO 14289-1, clause 5) is such a property, and so is our seal. Metadata are left
uncompressed, so that tools that only look at the bytes find them, and so that the seal can be put in when all else is
written.
"""

from __future__ import annotations

from typing import Any

from vplan.archive.seal import NAMESPACE, PLACEHOLDER

VARIANT = "pdf/a-3a"

_END = b"</rdf:RDF>"
_SCHEMA = """\
<rdf:li rdf:parseType="Resource"><pdfaSchema:schema>{title}</pdfaSchema:schema>\
<pdfaSchema:namespaceURI>{namespace}</pdfaSchema:namespaceURI><pdfaSchema:prefix>{prefix}</pdfaSchema:prefix>\
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">\
<pdfaProperty:name>{name}</pdfaProperty:name><pdfaProperty:valueType>{type}</pdfaProperty:valueType>\
<pdfaProperty:category>internal</pdfaProperty:category><pdfaProperty:description>{text}</pdfaProperty:description>\
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li>"""
_UA = "http://www.aiim.org/pdfua/ns/id/"
_UA_SCHEMA = _SCHEMA.format(
    title="PDF/UA identification schema",
    namespace=_UA,
    prefix="pdfuaid",
    name="part",
    type="Integer",
    text="Part of ISO 14289 that the file conforms to",
)
_SEAL_SCHEMA = _SCHEMA.format(
    title="vplan archive schema",
    namespace=NAMESPACE,
    prefix="vplan",
    name="seal",
    type="Text",
    text="SHA-256 of the file with the digits of this seal as zeros",
)
_ADDED = (
    f'<rdf:Description xmlns:pdfuaid="{_UA}" rdf:about="" pdfuaid:part="1" />'
    '<rdf:Description xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" '
    'xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" '
    'xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#" rdf:about="">'
    f"<pdfaExtension:schemas><rdf:Bag>{_UA_SCHEMA}{_SEAL_SCHEMA}</rdf:Bag></pdfaExtension:schemas></rdf:Description>"
    f'<rdf:Description xmlns:vplan="{NAMESPACE}" rdf:about="" {PLACEHOLDER.decode()} />'
).encode()


def claim_both(pdf: Any) -> None:
    """Make what WeasyPrint has made as PDF/A-3a keep that claim, and add the one of PDF/UA-1 and the seal's place.

    `pdf` is a `pydyf.PDF`. Raises `ValueError` when its metadata have another form than WeasyPrint gives them.
    """
    for item in pdf.objects:
        extra = getattr(item, "extra", {})
        if extra.get("Subtype") == "/Image":
            extra["Interpolate"] = "false"  # PDF/A forbids any other value (ISO 19005-3, 6.2.8)
    metadata = metadata_of(pdf)
    before, end, after = b"".join(metadata.stream).partition(_END)
    if not end:
        raise ValueError("the metadata are not written as expected")
    metadata.stream = [before + _ADDED + end + after]
    metadata.compress = False


def metadata_of(pdf: Any) -> Any:
    """Return the stream of a PDF's metadata."""
    return pdf.objects[int(pdf.catalog["Metadata"].split()[0])]
