//! Compressed streams as plain ones: gzip, Zstandard and tables of lines in Parquet, told by their first bytes
//! whatever the file is called, and cut off where they swell as no corpus does.

use std::cell::Cell;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::rc::Rc;

use flate2::bufread::MultiGzDecoder;
use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

use crate::corpus::archive::swells;
use crate::corpus::parquet::{self, lines_of_stream};
use crate::model::limits::Limit;

/// How a stream is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Codec {
    Gzip,
    Zstandard,
    Parquet,
}

impl Codec {
    /// The codec of a stream that begins with these bytes.
    pub fn of(beginning: &[u8]) -> Option<Self> {
        match beginning {
            [0x1F, 0x8B, ..] => Some(Self::Gzip),
            // A frame, or a frame to be skipped, as parallel compressors write first.
            [0x28, 0xB5, 0x2F, 0xFD, ..] | [0x50..=0x5F, 0x2A, 0x4D, 0x18, ..] => Some(Self::Zstandard),
            b"PAR1" => Some(Self::Parquet),
            _ => None,
        }
    }

    /// The plain bytes of a file.
    ///
    /// # Errors
    /// When it says at its end what is in it, and that cannot be read.
    pub fn plain_file(self, file: File) -> io::Result<Box<dyn Read>> {
        match self {
            Self::Gzip | Self::Zstandard => Ok(self.plain(file)),
            Self::Parquet => {
                let taken = Rc::new(Cell::new(file.metadata()?.len()));
                Ok(Box::new(Bounded { plain: parquet::lines(file)?, given: 0, taken }))
            }
        }
    }

    /// The plain bytes of a stream. Reading fails where it is damaged, cut off or swells too much;
    /// everything before that place has been read by then.
    pub fn plain<'a>(self, input: impl Read + 'a) -> Box<dyn Read + 'a> {
        let taken = Rc::new(Cell::new(0));
        let input = Counted { input, taken: Rc::clone(&taken) };
        let buffered = |input| BufReader::with_capacity(1 << 16, input);
        match self {
            Self::Gzip => Box::new(Bounded { plain: MultiGzDecoder::new(buffered(input)), given: 0, taken }),
            Self::Zstandard => Box::new(Bounded { plain: Frames::new(buffered(input)), given: 0, taken }),
            Self::Parquet => Box::new(Bounded { plain: Waiting::Stream(input), given: 0, taken }),
        }
    }
}

/// Tells the codec of a stream and gives it back whole.
pub(super) fn sniff(mut input: impl Read) -> io::Result<(Option<Codec>, impl Read)> {
    let mut beginning = Vec::with_capacity(4);
    input.by_ref().take(4).read_to_end(&mut beginning)?;
    Ok((Codec::of(&beginning), io::Cursor::new(beginning).chain(input)))
}

/// A table of lines, which is copied before its first line is read.
enum Waiting<R> {
    Stream(R),
    Lines(Box<parquet::Lines>),
    Failed,
}

impl<R: Read> Read for Waiting<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if let Self::Lines(lines) = self {
            return lines.read(buffer);
        }
        match std::mem::replace(self, Self::Failed) {
            Self::Stream(input) => *self = Self::Lines(Box::new(lines_of_stream(input)?)),
            Self::Lines(_) | Self::Failed => return Ok(0),
        }
        self.read(buffer)
    }
}

/// Counts what was taken of the compressed stream.
struct Counted<R> {
    input: R,
    taken: Rc<Cell<u64>>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let len = self.input.read(buffer)?;
        self.taken.set(self.taken.get() + len as u64);
        Ok(len)
    }
}

/// Ends a stream that swells too much.
struct Bounded<R> {
    plain: R,
    given: u64,
    taken: Rc<Cell<u64>>,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let len = self.plain.read(buffer)?;
        self.given += len as u64;
        // Corpora shrink to a tenth or so; short ones may be of one line a thousand times.
        let free = Limit::Unpacked.now();
        if self.given > free.max(self.taken.get().saturating_mul(Limit::Ratio.now())) {
            return Err(io::Error::other(format!(
                "{}, and all of it to more than {}",
                swells(),
                Limit::Unpacked.told()
            )));
        }
        Ok(len)
    }
}

/// The frames of a Zstandard stream, one after the other.
struct Frames<R> {
    input: R,
    decoder: FrameDecoder,
    open: bool,
}

impl<R: BufRead> Frames<R> {
    fn new(input: R) -> Self {
        let mut decoder = FrameDecoder::new();
        // Memory is taken for a window before anything stands in it.
        decoder.set_max_window_size(Limit::Window.now());
        Self { input, decoder, open: false }
    }

    /// Opens the next frame; `false` at the end of the stream.
    fn next_frame(&mut self) -> io::Result<bool> {
        while !self.input.fill_buf()?.is_empty() {
            match self.decoder.reset(&mut self.input) {
                Ok(()) => return Ok(true),
                Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame { length, .. })) => {
                    let skipped = io::copy(&mut self.input.by_ref().take(length.into()), &mut io::sink())?;
                    if skipped < length.into() {
                        return Err(io::ErrorKind::UnexpectedEof.into());
                    }
                }
                Err(FrameDecoderError::WindowSizeTooBig { .. }) => {
                    return Err(io::Error::other(format!("its window is larger than {}", Limit::Window.told())));
                }
                Err(error) => return Err(io::Error::other(error)),
            }
        }
        Ok(false)
    }

    /// Whether the frame that was read to its end is the one that was written.
    fn check(&self) -> io::Result<()> {
        let written = self.decoder.get_checksum_from_data();
        if written.is_some() && written != self.decoder.get_calculated_checksum() {
            return Err(io::Error::other("damaged: its checksum is another"));
        }
        Ok(())
    }
}

impl<R: BufRead> Read for Frames<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            if !self.open {
                self.open = self.next_frame()?;
                if !self.open {
                    return Ok(0);
                }
            }
            while self.decoder.can_collect() == 0 && !self.decoder.is_finished() {
                let one = BlockDecodingStrategy::UptoBlocks(1);
                self.decoder.decode_blocks(&mut self.input, one).map_err(io::Error::other)?;
            }
            let len = self.decoder.read(buffer)?;
            if len > 0 || buffer.is_empty() {
                return Ok(len);
            }
            self.check()?;
            self.open = false;
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use std::io::Write as _;

    use proptest::prelude::*;

    use super::*;

    pub fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    pub fn zstandard(bytes: &[u8]) -> Vec<u8> {
        ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
    }

    fn read(bytes: &[u8]) -> (Option<Codec>, Vec<u8>, Option<String>) {
        let (codec, input) = sniff(bytes).unwrap();
        let mut plain = Vec::new();
        let failed = match codec {
            Some(codec) => codec.plain(input).read_to_end(&mut plain),
            None => { input }.read_to_end(&mut plain),
        };
        (codec, plain, failed.err().map(|error| error.to_string()))
    }

    #[test]
    fn streams_are_told_by_their_first_bytes() {
        let text = "青石镇\n".repeat(5000).into_bytes();
        for (bytes, codec) in
            [(gzip(&text), Some(Codec::Gzip)), (zstandard(&text), Some(Codec::Zstandard)), (text.clone(), None)]
        {
            assert_eq!(read(&bytes), (codec, text.clone(), None));
            // Parts written one after the other are one stream.
            let twice = [bytes.clone(), bytes].concat();
            assert_eq!(read(&twice), (codec, text.repeat(2), None));
        }
        for short in [&b""[..], b"{", b"\x1F", b"\x28\xB5\x2F"] {
            assert_eq!(read(short), (None, short.to_vec(), None));
        }
        let skipped = [&b"\x50\x2A\x4D\x18\x02\0\0\0ab"[..], &zstandard(b"x")].concat();
        assert_eq!(read(&skipped), (Some(Codec::Zstandard), b"x".to_vec(), None));
    }

    #[test]
    fn what_is_cut_off_or_damaged_is_read_up_to_there() {
        let text: Vec<u8> = (0..300_000_u32).flat_map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()).collect();
        for mut bytes in [gzip(&text), zstandard(&text)] {
            let (_, plain, failed) = read(&bytes[..bytes.len() / 2]);
            assert!(failed.is_some() && !plain.is_empty() && text.starts_with(&plain));
            let at = bytes.len() - 6;
            bytes[at] ^= 0x40;
            assert!(read(&bytes).2.is_some());
        }
    }

    #[test]
    fn a_window_that_is_claimed_takes_no_memory() {
        let claims = b"\x28\xB5\x2F\xFD\0\xF8\x01\0\0";
        assert!(read(claims).2.unwrap().contains("--limit window=256M"));
    }

    #[test]
    fn a_bomb_is_cut_off() {
        let mut bomb =
            Bounded { plain: io::repeat(b' '), given: Limit::Unpacked.now() - 10, taken: Rc::new(Cell::new(9)) };
        assert!(io::copy(&mut bomb, &mut io::sink()).unwrap_err().to_string().contains("swells"));
        let fair = Bounded {
            plain: io::repeat(b' ').take(1 << 20),
            given: Limit::Unpacked.now() - 10,
            taken: Rc::new(Cell::new(1 << 30)),
        };
        assert_eq!(io::copy(&mut { fair }, &mut io::sink()).unwrap(), 1 << 20);
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 100, ..ProptestConfig::default() })]
        #[test]
        fn damaged_streams_never_panic(at in any::<prop::sample::Index>(), byte: u8, zstd: bool) {
            let text = "云河县政府信息公开\n".repeat(300);
            let mut bytes = if zstd { zstandard(text.as_bytes()) } else { gzip(text.as_bytes()) };
            let at = 4 + at.index(bytes.len() - 4);
            bytes[at] = byte;
            let _ = read(&bytes);
        }
    }
}
