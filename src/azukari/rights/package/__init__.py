"""What a person takes along (spec/package.md): readable, for programs, and provable with nothing but the file.

`content` is what goes in, `archive.build` makes the package, `archive.with_proof` adds the proof, and `verified.verify_package`
proves it. Nothing here reads or writes anything, knows the time, or draws at random.
"""
