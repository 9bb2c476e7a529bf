"""The document itself: what it says (content), how it is set (faces, pen, blocks, paper, contribution), its seal and
signature (seal, signing, issuing), and whether a file is one of ours (verification).
"""
