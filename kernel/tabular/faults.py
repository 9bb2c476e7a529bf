"""What can be wrong with a table: with the whole file, or with one row of it."""

from collections.abc import Iterable

from kernel.refusals import Refused


class TableTooLarge(Refused):
    """The file has more bytes than allowed. `megabytes`: the limit."""

    code = "table_too_large"
    sentence = "文件超过{megabytes}MB，请拆分成几个较小的文件后分别上传。"
    status = 413


class TableEmpty(Refused):
    """No header line at all."""

    code = "table_empty"
    sentence = "文件是空的，请按模板填写后重新上传，第一行应为列名。"


class EncodingUnknown(Refused):
    """Neither UTF-8 nor GB 18030. `line`: the first line that cannot be read."""

    code = "table_encoding"
    sentence = "文件编码无法识别（第{line}行起），请另存为UTF-8或GB 18030（GBK）编码的CSV，或.xlsx文件后重新上传。"


class QuotesBroken(Refused):
    """A quoted field is not closed, or something follows the closing quote. `line`: where the row starts."""

    code = "table_quotes"
    sentence = "第{line}行的双引号不成对或位置不对，请检查该行；字段内的双引号应写成两个双引号。"


class ColumnsWrong(Refused):
    """`missing`, `repeated`: titles of columns; `unknown`: what stands there; `problem`: the same in words."""

    code = "table_columns"
    sentence = "列名与模板不符：{problem}。请按模板修改第一行后重新上传。"


class RowsTooMany(Refused):
    """More rows than allowed. `limit`: the number allowed."""

    code = "table_rows"
    sentence = "文件超过{limit}行，请拆分成几个较小的文件后分别上传。"


class WorkbookUnreadable(Refused):
    """Not a workbook, a damaged one, an old .xls, or one with a password."""

    code = "workbook_unreadable"
    sentence = (
        "文件不是有效的.xlsx工作簿（旧版.xls和加密的文件也不能读取），请用Excel或WPS另存为不加密的.xlsx文件后重新上传。"
    )


class WorkbookTooLarge(Refused):
    """The workbook unpacks to more than allowed, or holds more cells than allowed: a bomb, or a misuse."""

    code = "workbook_too_large"
    sentence = "工作簿展开后内容过大，请只保留需要的行和列（删除空行、图片和其他工作表）后重新上传。"
    status = 413


class WorkbookHasMacros(Refused):
    """The workbook carries a program."""

    code = "workbook_macros"
    sentence = "工作簿带有宏，不能接收。请另存为不含宏的.xlsx文件后重新上传。"


class RowWidth(Refused):
    """The row has another number of fields than the header."""

    code = "row_width"
    sentence = "本行有{found}列，应为{expected}列，请检查是否多了或少了逗号。"


class CellFormula(Refused):
    """A formula: it is not computed here. `address`: like B7."""

    code = "cell_formula"
    sentence = "单元格{address}是公式，请改为公式的结果（复制后选择性粘贴为数值）。"


class CellNumberTooLong(Refused):
    """A long number kept as a floating-point number: its last digits are already lost. `address`: like B7."""

    code = "cell_number_too_long"
    sentence = "单元格{address}的号码被存成了数值，末几位已丢失，请把该列设为文本格式后重新填写。"


class CellError(Refused):
    """A cell that shows an error such as #N/A. `address`: like B7."""

    code = "cell_error"
    sentence = "单元格{address}显示为错误值，请改正后重新上传。"


class CellWrong(Refused):
    """A cell that does not hold what its column asks for. `column`, its `title`, `problem`, the same in `words`."""

    code = "cell_wrong"
    sentence = "{title}{words}"

    @property
    def problem(self) -> str:
        """`<column>.<problem>`, for machines."""
        return f"{self.arguments['column']}.{self.arguments['problem']}"

    def beside(self, others: Iterable["CellWrong"]) -> "CellWrong":
        """The same, its words followed by what is wrong with other cells of the row."""
        words = "".join([self.arguments["words"], *map(str, others)])
        return CellWrong(**{**self.arguments, "words": words})
