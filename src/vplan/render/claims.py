"""Both claims in one file: PDF/A-3a, which WeasyPrint writes, and PDF/UA-1, which is added to the metadata here.

PDF/A demands that a property which its own schemas lack is described by an extension schema in the file (ISO 19005-3,
6.6.2.3.3); the identifier of PDF/UA (ISO 14289-1, clause 5) is such a property. Metadata are left uncompressed, so that
tools that only look at the bytes find them.
"""

from __future__ import annotations

from typing import Any

VARIANT = "pdf/a-3a"

_END = b"</rdf:RDF>"
_UA_CLAIM = b"""\
<rdf:Description xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" rdf:about="" pdfuaid:part="1" />\
<rdf:Description xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" \
xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#" \
rdf:about=""><pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">\
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>\
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>\
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>\
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">\
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>\
<pdfaProperty:category>internal</pdfaProperty:category>\
<pdfaProperty:description>Part of ISO 14289 that the file conforms to</pdfaProperty:description>\
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"""


def claim_both(document: Any, pdf: Any) -> None:  # noqa: ARG001  # what WeasyPrint hands to its `finisher`
    """Add the claim of PDF/UA-1 to the metadata of a PDF that WeasyPrint has made as PDF/A-3a.

    `pdf` is a `pydyf.PDF`. Raises `ValueError` when its metadata have another form than WeasyPrint gives them.
    """
    reference = pdf.catalog["Metadata"]
    metadata = pdf.objects[int(reference.split()[0])]
    content = b"".join(metadata.stream)
    before, end, after = content.partition(_END)
    if not end:
        raise ValueError("the metadata are not written as expected")
    metadata.stream = [before + _UA_CLAIM + end + after]
    metadata.compress = False
