//! The program: arguments in, result out, error to stderr, exit code.

fn main() -> surgeplan::cli::Exit {
    surgeplan::cli::main()
}
